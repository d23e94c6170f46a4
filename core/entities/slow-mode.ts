import type { Member } from "./member.ts";
import { outranks } from "./member.ts";
import type { RoomRef } from "./refs.ts";
import type { RoomTerms } from "./room.ts";

/** When a member last posted in a room that is in slow mode; nobody is told. */
export interface LastPost {
  readonly room: RoomRef;
  readonly userId: string;
  /** RFC 3339. */
  readonly at: string;
}

/** Owners and moderators post as often as they like. */
export const isSlowed = ({ slowMode }: RoomTerms, { role }: Member): boolean =>
  slowMode !== undefined && !outranks(role, "member");

/** @returns how many milliseconds after `at` the member may post; 0 for who need not wait */
export const msToWait = (
  room: RoomTerms & { readonly lastPostAt?: string | undefined },
  member: Member,
  at: string,
): number => {
  if (room.lastPostAt === undefined || !isSlowed(room, member)) return 0;
  return Math.max(0, Date.parse(room.lastPostAt) + (room.slowMode ?? 0) * 1_000 - Date.parse(at));
};
