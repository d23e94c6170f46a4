import type { Notice } from "../entities/notice.ts";
import type { RoomRef, UserRef } from "../entities/refs.ts";

export interface Broadcaster {
  /**
   * Best effort, in order: a live event is a hint, the change feed is the truth. Resolves when the notices
   * were taken or `deadlineMs` milliseconds have passed, with whether they were taken; never rejects.
   */
  publish(notices: readonly Notice[], deadlineMs: number): Promise<boolean>;
}

export interface NoticeSource {
  /** Every notice for what is watched, in the order in which it arrived. */
  subscribe(handler: (notice: Notice) => void): void;
  /**
   * Resolves when no later notice for these can be missed. While notices cannot arrive at all it resolves at once, and
   * never after more than 1 s: these are listened for as soon as it is possible, and what was missed until then is found
   * by the head check. Never rejects.
   * @param present users whose presence is watched, which is apart from what concerns them alone
   */
  watch(rooms: readonly RoomRef[], users: readonly UserRef[], present?: readonly UserRef[]): Promise<void>;
  unwatch(rooms: readonly RoomRef[], users: readonly UserRef[], present?: readonly UserRef[]): void;
}

/** How long a use case waits for its announcement, in milliseconds; what fails here is found by the head check. */
export const announceMs = 250;
