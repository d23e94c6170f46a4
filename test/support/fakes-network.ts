import type { Notice } from "../../core/entities/notice.ts";
import type { History } from "../../core/entities/room.ts";
import { settled } from "./fake-clock.ts";
import { FakeGateway, graceMs } from "./fakes-gateway.ts";

/** What may happen, one thing after another; `pick` says to whom, or which. */
export const happenings = [
  "post", "post", "post", "add", "remove", "edit", "edit", "hide", "open", // the rooms go on
  "deliver", "deliver", "deliver", "deliver", "double", "drop", // notices travel, or do not
  "answer", "answer", "answer", "answer", "fail", // reads take their time
  "connect", "connect", "disconnect", "check", "wait",
] as const; // prettier-ignore
export type Step = readonly [kind: (typeof happenings)[number], pick: number];

const users = ["alice", "bob", "carol"];
const rooms = ["lobby", "den"];

/** A gateway in a world where notices are lost, doubled and late, and where every read takes as long as it likes. */
export class FakeNetwork {
  readonly gateway = new FakeGateway();
  #notices: Notice[] = [];
  #reads: ((error?: Error) => void)[] = [];
  #connections = 0;

  constructor(keeps: number, history: History) {
    const { chat, source } = this.gateway;
    chat.keeps = keeps;
    if (history !== "all") for (const roomId of rooms) chat.setHistory(history, roomId);
    for (const roomId of rooms) for (const userId of users) this.#found(userId, roomId);
    const wait = () =>
      new Promise<void>((resolve, reject) => this.#reads.push((error) => (error ? reject(error) : resolve())));
    chat.delay = wait;
    source.ready = wait;
  }

  /** Each member joins after a message that the next one finds there. */
  #found(userId: string, roomId: string): void {
    this.gateway.chat.add(userId, roomId);
    this.gateway.chat.post(roomId);
  }

  async play([kind, pick]: Step): Promise<void> {
    this.#play(kind, pick);
    await settled();
    if (kind === "wait") await this.gateway.clock.turn(250);
    if (kind === "check") void this.gateway.checkHeads();
  }

  /** Nothing more happens, what was on its way is lost, and the head check looks until it has nothing to do. */
  async calmDown(): Promise<void> {
    this.#notices = [];
    await this.#answerAll();
    for (let round = 0; round < 4; round += 1) {
      void this.gateway.checkHeads();
      await this.#answerAll();
      await this.gateway.clock.turn(250);
      await this.#answerAll();
    }
  }

  /** What is not as it should be once everything is calm. */
  complaints(): string[] {
    const { sockets, sessions } = this.gateway;
    return [...sockets.violations, ...sessions.flatMap((sessionId) => this.#complaintsOf(sessionId))];
  }

  async everybodyLeaves(): Promise<void> {
    for (const sessionId of this.gateway.sessions) this.gateway.disconnect(sessionId);
    await this.#answerAll();
    // Nobody is waited for any more.
    await this.gateway.clock.turn(2 * graceMs);
  }

  #complaintsOf(sessionId: string): string[] {
    const { chat, sockets } = this.gateway;
    const userId = sessionId.split("-")[0]!;
    const complaints = rooms.flatMap((roomId) => {
      const expected = chat.isMember(userId, roomId) ? chat.version(roomId) : undefined;
      const position = sockets.position(sessionId, roomId);
      const isInside = sockets.isInside(sessionId, roomId);
      if (position === expected && isInside === (expected !== undefined)) {
        const isTrue = expected === undefined || sockets.holdsAll(sessionId, roomId);
        return isTrue ? [] : [`${sessionId} does not hold what it should of ${roomId}`];
      }
      return [`${sessionId} is at ${roomId} ${position}, inside: ${isInside}, and the room at ${expected}`];
    });
    const me = sockets.mePosition(sessionId);
    return me === chat.userVersion(userId) ? complaints : [...complaints, `${sessionId} is at its own ${me}`];
  }

  #play(kind: Step[0], pick: number): void {
    const { gateway } = this;
    const [roomId, userId] = [rooms[pick % 2]!, users[pick % 3]!];
    if (kind === "post") this.#notices.push(...gateway.chat.post(roomId));
    else if (kind === "edit") this.#notices.push(...gateway.chat.edit(pick, roomId));
    else if (kind === "hide" || kind === "open") this.#limit(kind === "hide", roomId);
    else if (kind === "add" || kind === "remove") this.#change(kind, userId, roomId);
    else if (kind === "connect") void gateway.connect(`${userId}-${(this.#connections += 1)}`).catch(() => undefined);
    else if (kind === "disconnect") gateway.disconnect(pickOf(gateway.sessions, pick) ?? "");
    else if (kind === "answer") takeFrom(this.#reads, pick)?.();
    else if (kind === "fail") takeFrom(this.#reads, pick)?.(new RangeError("The database is away."));
    else if (kind === "deliver" || kind === "double" || kind === "drop") this.#travel(kind, pick);
  }

  #limit(isHidden: boolean, roomId: string): void {
    const { chat } = this.gateway;
    if ((chat.room(roomId).terms.history !== undefined) === isHidden) return;
    this.#notices.push(...chat.setHistory(isHidden ? "since-joining" : "all", roomId));
  }

  #change(kind: "add" | "remove", userId: string, roomId: string): void {
    const { chat } = this.gateway;
    if (chat.isMember(userId, roomId) === (kind === "remove")) this.#notices.push(...chat[kind](userId, roomId));
  }

  #travel(kind: "deliver" | "double" | "drop", pick: number): void {
    const notice = kind === "double" ? pickOf(this.#notices, pick) : takeFrom(this.#notices, pick);
    if (notice && kind !== "drop") this.gateway.take(notice);
  }

  async #answerAll(): Promise<void> {
    do {
      for (const answer of this.#reads.splice(0)) answer();
      await settled();
    } while (this.#reads.length > 0);
  }
}

const pickOf = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(1, all.length)];

/** Earlier ones more often, as on a real way. */
const takeFrom = <T>(all: T[], pick: number): T | undefined =>
  all.splice(pick % Math.max(1, Math.min(3, all.length)), 1)[0];
