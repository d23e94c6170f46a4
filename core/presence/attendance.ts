import type { Notice } from "../entities/notice.ts";
import type { Sighting } from "../entities/presence.ts";
import type { UserRef } from "../entities/refs.ts";
import { userKey } from "../entities/refs.ts";
import type { Broadcaster } from "../ports/broadcaster.ts";
import { announceMs } from "../ports/broadcaster.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { PresenceStore } from "../ports/presence-store.ts";
import type { Telemetry } from "../ports/telemetry.ts";

export interface AttendanceParts {
  readonly store: PresenceStore;
  readonly broadcaster: Broadcaster;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "setback">;
  /** Who comes back within so many milliseconds was never gone. */
  readonly graceMs: number;
}

/** Somebody with a session here, or with one a moment ago. */
interface Attendee {
  readonly user: UserRef;
  readonly sessions: Set<string>;
  stay: Cancel;
}

/** Who comes and goes within so many milliseconds is told of together. */
const gatherMs = 50;

/** Whose sessions this gateway has. The store is told, and then those who watch somebody that came or went; nobody waits for it. */
export class Attendance {
  readonly #parts: AttendanceParts;
  readonly #attendees = new Map<string, Attendee>();
  #coming: UserRef[] = [];
  #going: UserRef[] = [];
  #isGathering = false;

  constructor(parts: AttendanceParts) {
    this.#parts = parts;
  }

  opened(sessionId: string, user: UserRef): void {
    const attendee = this.#attendees.get(userKey(user)) ?? this.#begin(user);
    attendee.stay();
    attendee.sessions.add(sessionId);
  }

  /** Also of one that was never opened. */
  closed(sessionId: string, user: UserRef): void {
    const attendee = this.#attendees.get(userKey(user));
    if (!attendee?.sessions.delete(sessionId) || attendee.sessions.size > 0) return;
    attendee.stay = this.#parts.clock.after(this.#parts.graceMs, () => this.#end(user));
  }

  /** Says again who is here, for the next lifetime; the store may have forgotten. Never rejects. */
  refresh(): Promise<void> {
    const users = [...this.#attendees.values()].map(({ user }) => user);
    return this.#tell(async () => this.#parts.store.hold(users));
  }

  #begin(user: UserRef): Attendee {
    const attendee = { user, sessions: new Set<string>(), stay: () => undefined };
    this.#attendees.set(userKey(user), attendee);
    this.#coming.push(user);
    this.#gather();
    return attendee;
  }

  #end(user: UserRef): void {
    this.#attendees.delete(userKey(user));
    this.#going.push(user);
    this.#gather();
  }

  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#parts.clock.after(gatherMs, () => {
      this.#isGathering = false;
      const coming = this.#coming.splice(0);
      // Somebody may have come back meanwhile.
      const going = this.#going.splice(0).filter((user) => !this.#attendees.has(userKey(user)));
      const { store } = this.#parts;
      void this.#tell(async () => (await Promise.all([store.hold(coming), store.release(going)])).flat());
    });
  }

  /** What the store does not take is over by itself, or said again with the next refresh. */
  async #tell(change: () => Promise<readonly Sighting[]>): Promise<void> {
    const { broadcaster, telemetry } = this.#parts;
    try {
      const notices = (await change()).map((sighting): Notice => ({ to: "presence", sighting }));
      await broadcaster.publish(notices, announceMs);
    } catch (error) {
      telemetry.setback("telling who is here", error);
    }
  }
}
