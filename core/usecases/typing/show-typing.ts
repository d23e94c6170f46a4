import type { Actor } from "../../entities/actor.ts";
import type { LimitsOf } from "../../entities/limits.ts";
import { mostOf } from "../../entities/limits.ts";
import { assertMay } from "../../entities/permissions.ts";
import type { Privacy } from "../../entities/privacy.ts";
import { isShown } from "../../entities/privacy.ts";
import type { RoomRef, UserRef } from "../../entities/refs.ts";
import { roomKey, roomOf } from "../../entities/refs.ts";
import { typingIn } from "../../entities/typing.ts";
import { ChatError } from "../../errors.ts";
import type { Budgets } from "../../limits/budgets.ts";
import { ShortMemory } from "../../limits/short-memory.ts";
import { TypingPace } from "../../limits/typing-pace.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Clock } from "../../ports/clock.ts";
import { within } from "../../ports/clock.ts";
import type { Membership } from "../../ports/member-store.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface ShowTypingInput {
  readonly typist: Actor;
  readonly roomId: string;
  readonly active: boolean;
}

interface RoomSays {
  readonly isSmall: boolean;
  readonly privacy: Privacy;
}

/** How long a "yes" is believed, in milliseconds; a "no" is never kept. */
const yesMs = 5_000;
/** How long the question may take, in milliseconds: what the same socket sends waits behind it. */
const askMs = 2_000;
const retryAfterMs = 1_000;

/** Tells the others in a room that somebody is typing there, or has stopped: now or never. */
export class ShowTyping {
  readonly #members: Pick<Stores["members"], "membership">;
  readonly #broadcaster: Broadcaster;
  readonly #clock: Clock;
  readonly #budgets: Pick<Budgets, "spend">;
  readonly #limitsOf: LimitsOf;
  readonly #pace: TypingPace;
  readonly #privacyOf: (user: UserRef) => Privacy;
  /** Of (room, user), or the room alone for a service, the last "yes": whether the room shows who is typing. */
  readonly #yes: ShortMemory<RoomSays>;

  /** @param privacyOf what a user with a session here hides */
  constructor(
    members: Pick<Stores["members"], "membership">,
    broadcaster: Broadcaster,
    clock: Clock,
    budgets: Pick<Budgets, "spend">,
    limitsOf: LimitsOf,
    privacyOf: (user: UserRef) => Privacy,
  ) {
    this.#members = members;
    this.#broadcaster = broadcaster;
    this.#clock = clock;
    this.#budgets = budgets;
    this.#limitsOf = limitsOf;
    this.#privacyOf = privacyOf;
    this.#pace = new TypingPace(clock);
    this.#yes = new ShortMemory(clock, yesMs);
  }

  /**
   * Waits for nobody to be told.
   * @returns whether others are told: not in a large room, not where the typist or the room hides it, and not again within 2 s.
   * @throws ChatError `room_not_found`, `forbidden`, what speaks against any post (`muted`, `blocked`…), `rate_limited`, `unavailable`
   */
  async execute({ typist, roomId, active }: ShowTypingInput): Promise<{ readonly passed: boolean }> {
    const room = roomOf(typist, roomId);
    const { userId } = typist;
    const { isSmall, privacy } = await this.#assertMay(room, typist);
    const parties = { room: privacy, giver: this.#privacyOf(typist), viewer: {} };
    const passed = isSmall && isShown("typing", parties) && this.#pace.take(`${roomKey(room)}/${userId}`, active);
    if (passed) {
      void this.#broadcaster.publish([{ to: "typing", room, typing: typingIn(room, userId, active) }], announceMs);
    }
    return { passed };
  }

  async #assertMay(room: RoomRef, typist: Actor): Promise<RoomSays> {
    const key = typist.isService ? roomKey(room) : `${roomKey(room)}/${typist.userId}`;
    const known = this.#yes.get(key);
    if (known) return known;
    const found = await this.#ask(room, typist);
    assertMay("post", found, typist);
    const isSmall = found.memberCount <= mostOf(this.#limitsOf(room.tenantId), "signals-room-size");
    const yes = { isSmall, privacy: found.privacy ?? {} };
    this.#yes.set(key, yes);
    return yes;
  }

  /** Counted as a read. What has to wait for its turn in slow mode may be written meanwhile. */
  async #ask(room: RoomRef, { userId, isService }: Actor): Promise<Omit<Membership, "lastPostAt"> | undefined> {
    if (!isService) await this.#budgets.spend(room.tenantId, [{ name: "reads-per-user", owner: userId }]);
    const asked = this.#members.membership(room, userId).then((found) => ({ found }));
    const answer = await within(this.#clock, askMs, asked);
    if (!answer) throw new ChatError("unavailable", undefined, { retryAfterMs });
    if (!answer.found) return undefined;
    const { lastPostAt: _, ...rest } = answer.found;
    return rest;
  }
}
