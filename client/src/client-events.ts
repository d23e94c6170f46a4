import type { ConnectionStatus } from "./connection-status.ts";
import type {
  Invitation,
  MemberEvent,
  Message,
  Presence,
  Privacy,
  Ready,
  Rejected,
  Room,
  RoomSettings,
  RoomSummary,
} from "./contract.ts";
import type { RoomState } from "./room-reducer.ts";

/** What a `ChatClient` tells, by name. */
export interface ClientEvents {
  /** A session began, the first or a later one; what was missed in open rooms is being fetched. */
  ready: Ready;
  /** A message, once: of an open room in order and complete, of any other of my rooms as far as I am online. */
  message: Message;
  /** What is left of a message that was deleted; told as messages are. */
  deleted: Message;
  /** Somebody came, or left (`member.leftAt`). */
  member: MemberEvent;
  /** A room says something else of itself, or is locked, archived, unlocked. */
  room: Room;
  /** I am in a room that I was not in. */
  joined: RoomSummary;
  /** I am not in this room any more; if it was open it is closed. */
  left: { readonly roomId: string; /** With the room. */ readonly deleted?: true };
  /** I may come into a room, or may no more: it was declined on another device, or withdrawn. */
  invited: Invitation;
  uninvited: { readonly roomId: string };
  /** What I alone have of a room is this now; leaving it ends that. */
  settings: { readonly roomId: string; readonly settings: RoomSettings };
  /** What I have turned off is this now, all of it. */
  privacy: Privacy;
  /** What is unread in a room of mine, open or not, is so many messages now, as many of which mention me. */
  unread: { readonly roomId: string; readonly unread: number; readonly unreadMentions: number };
  /** A message of mine is safe in the server's queue, and will be stored or refused. */
  accepted: { readonly roomId: string; readonly id: string };
  /** A command of mine, from here or from another device, was accepted and then refused for good. */
  rejected: Rejected;
  /** Who else is typing in a room of mine now, by user id. */
  typing: { readonly roomId: string; readonly userIds: readonly string[] };
  /** A user whom I watch stands so: at first, and whenever they come or go. */
  presence: Presence;
  state: ConnectionStatus;
  /** An open room has another state; without one it is closed, or being read anew. */
  changed: { readonly roomId: string; readonly state?: RoomState };
}
