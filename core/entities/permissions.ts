import type { ErrorCode } from "../errors.ts";
import { ChatError } from "../errors.ts";
import type { Member, Role } from "./member.ts";
import { isCurrent } from "./member.ts";
import type { RoomKind } from "./room.ts";

/** `see`: know that the room exists. `read`: its timeline and members. */
export type Action = "see" | "read" | "post" | "join" | "add_members" | "remove_members" | "leave";

/** Anyone of the tenant without a current membership is an outsider. */
type Standing = Role | "outsider";

const insider: readonly Action[] = ["see", "read", "post"];

/** Who may do what. What is not listed is not allowed. */
const table: Readonly<Record<RoomKind, Readonly<Record<Standing, readonly Action[]>>>> = {
  direct: { outsider: [], member: insider, owner: insider },
  group: {
    outsider: [],
    member: [...insider, "leave"],
    // An owner who left would leave nobody behind to add or remove members.
    owner: [...insider, "add_members", "remove_members"],
  },
  channel: {
    outsider: ["see", "join"],
    member: [...insider, "leave"],
    owner: [...insider, "add_members", "remove_members"],
  },
};

/**
 * @returns nothing when allowed, else the code to refuse with: a room that one may not see
 * is refused exactly as one that does not exist.
 */
export const refusalOf = (
  action: Action,
  room: { readonly kind: RoomKind } | undefined,
  member: Member | undefined,
): ErrorCode | undefined => {
  if (!room) return "room_not_found";
  const allowed = table[room.kind][isCurrent(member) ? member.role : "outsider"];
  if (allowed.includes(action)) return undefined;
  return allowed.includes("see") ? "forbidden" : "room_not_found";
};

const reasons: Readonly<Partial<Record<Action, string>>> = {
  read: "Join this channel first.",
  post: "Join this channel first.",
  add_members: "Only the owner adds members.",
  remove_members: "Only the owner removes members.",
  leave: "The owner cannot leave the room.",
};

const reasonFor = (action: Action, kind: RoomKind): string | undefined =>
  kind === "direct" ? "A direct room keeps its two members." : reasons[action];

/** @throws ChatError as {@link refusalOf} says. */
export function assertMay(
  action: Action,
  found: { readonly kind: RoomKind; readonly member?: Member | undefined } | undefined,
): asserts found {
  const refusal = refusalOf(action, found, found?.member);
  if (refusal) {
    throw new ChatError(refusal, refusal === "forbidden" && found ? reasonFor(action, found.kind) : undefined);
  }
}
