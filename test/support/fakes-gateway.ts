import type { Notice } from "../../core/entities/notice.ts";
import type { TokenRefusal } from "../../core/entities/token-terms.ts";
import type { UserRef } from "../../core/entities/refs.ts";
import { MemoryBroadcaster } from "../../infra/memory/broadcaster.ts";
import { Attendance } from "../../core/presence/attendance.ts";
import { Watches } from "../../core/presence/watches.ts";
import { Relay } from "../../core/relay/relay.ts";
import { CheckHeads } from "../../core/usecases/sessions/check-heads.ts";
import { CloseSession } from "../../core/usecases/sessions/close-session.ts";
import { OpenSession } from "../../core/usecases/sessions/open-session.ts";
import { anIdentity, aUser } from "./builders.ts";
import { FakeClock, settled } from "./fake-clock.ts";
import { FakeSource, FakeTelemetry } from "./fakes.ts";
import { FakePresenceStore } from "./fakes-presence.ts";
import { FakeChat } from "./fakes-chat.ts";
import { FakeSockets } from "./fakes-sockets.ts";

/** Who comes back within so many milliseconds was never gone. */
export const graceMs = 5_000;

/** One gateway with everything around it, and a clock that a test turns. */
export class FakeGateway {
  readonly chat = new FakeChat();
  readonly clock = new FakeClock();
  readonly telemetry = new FakeTelemetry();
  readonly source = new FakeSource();
  readonly sockets = new FakeSockets(this.chat);
  /** Whose tokens stopped counting, and why. */
  readonly ended: string[] = [];
  readonly relay: Relay;
  readonly store = new FakePresenceStore(this.clock);
  readonly attendance: Attendance;
  readonly watches: Watches;
  readonly #broadcaster = new MemoryBroadcaster(() => undefined);
  readonly #open: OpenSession;
  readonly #close: CloseSession;
  readonly #heads: CheckHeads;
  readonly #sessions = new Map<string, { readonly user: UserRef; readonly opened: Promise<void> }>();

  constructor() {
    const { chat, clock, telemetry, source, sockets } = this;
    const stores = chat.stores;
    this.relay = new Relay({ live: sockets, source, stores, clock, telemetry });
    const { store } = this;
    this.attendance = new Attendance({ store, broadcaster: this.#broadcaster, clock, telemetry, graceMs });
    this.watches = new Watches({ store, stores, source, live: sockets, clock, telemetry });
    this.#broadcaster.subscribe((notice) => this.take(notice));
    const { relay, attendance, watches } = this;
    const limitsOf = () => ({ rates: {}, counts: {} });
    this.#open = new OpenSession(relay, source, stores, sockets, limitsOf, attendance, watches, telemetry);
    this.#close = new CloseSession(relay, attendance, watches, telemetry);
    this.#heads = new CheckHeads(this.relay, stores, telemetry);
  }

  /** Opens a session; it is called after its user, as in `alice-1`. It is closed when it cannot be opened. */
  async connect(sessionId: string): Promise<void> {
    const user = aUser(sessionId.split("-")[0]);
    const opened = this.#open
      .execute(sessionId, { ...anIdentity(user), issuedAt: 1_000 }, (code) => this.#end(sessionId, code))
      .catch((error: unknown) => {
        this.disconnect(sessionId);
        throw error;
      });
    this.#sessions.set(sessionId, { user, opened });
    await opened;
  }

  /** The socket is gone at once; the session is closed when it has been opened. */
  disconnect(sessionId: string): void {
    const session = this.#sessions.get(sessionId);
    if (!session) return;
    this.#sessions.delete(sessionId);
    this.sockets.disconnect(sessionId);
    const close = (): void => {
      this.#close.execute(sessionId, session.user);
    };
    session.opened.then(close, close);
  }

  #end(sessionId: string, code: TokenRefusal): void {
    this.ended.push(`${sessionId} ${code}`);
    this.disconnect(sessionId);
  }

  get sessions(): readonly string[] {
    return [...this.#sessions.keys()];
  }

  take(notice: Notice): void {
    if (notice.to === "presence") this.watches.take(notice);
    else this.relay.take(notice);
  }

  /** Brings notices, and waits until they have had their effect. */
  async hear(...notices: readonly (readonly Notice[])[]): Promise<void> {
    for (const notice of notices.flat()) this.take(notice);
    await settled();
  }

  /** What happens without notices: the head check finds it, the second time it looks. */
  checkHeads(): Promise<void> {
    return this.#heads.execute();
  }
}
