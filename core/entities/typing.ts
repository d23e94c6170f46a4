import type { RoomRef } from "./refs.ts";

/** That a user is writing in a room, or has stopped: shown to the others there, and kept nowhere. */
export interface Typing {
  readonly roomId: string;
  readonly userId: string;
  readonly active: boolean;
  /** For how long it is to be shown, in milliseconds; 0 of who has stopped. */
  readonly expiresInMs: number;
}

/** How long somebody who says nothing more is shown as typing, in milliseconds. */
export const typingMs = 6_000;

export const typingIn = ({ roomId }: RoomRef, userId: string, active: boolean): Typing => ({
  roomId,
  userId,
  active,
  expiresInMs: active ? typingMs : 0,
});
