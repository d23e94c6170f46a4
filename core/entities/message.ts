import type { RoomRef } from "./refs.ts";

/** The author of what a service says as the system. No user has the empty id. */
export const systemAuthor = "";

export interface Message {
  /** A lower-case UUID chosen by the client; also the id of the command that posted it. */
  readonly id: string;
  readonly roomId: string;
  /** 1, 2, 3… in its room, without a hole. */
  readonly seq: number;
  /** The room's version at this row's last change. */
  readonly version: number;
  /** What no user said. */
  readonly kind?: "system";
  /** Absent in a system message. */
  readonly authorId?: string;
  /** Empty once it is deleted. */
  readonly text: string;
  /** In order; members of the room when it was applied, other than its author. Absent where there are none, and once it is deleted. */
  readonly mentions?: readonly string[];
  /** When it was accepted, never later than the database's clock; it orders nothing. RFC 3339. */
  readonly createdAt: string;
  /** By the database's clock; present once it is deleted, for good. RFC 3339. */
  readonly deletedAt?: string;
}

/** A message as a command left it. */
export interface ChangedMessage {
  readonly room: RoomRef;
  readonly message: Message;
}

export interface NewMessage extends ChangedMessage {
  readonly digest: string;
}

/** What a message says of the author that its command has. */
export const shownOf = (authorId: string): Pick<Message, "kind" | "authorId"> =>
  authorId === systemAuthor ? { kind: "system" } : { authorId };

/** What is left of a message that is deleted: that there was one. @param version the room's, that tells of it */
export const tombstoneOf = (
  { id, seq, authorId, createdAt }: Pick<Message, "id" | "seq" | "createdAt"> & { readonly authorId: string },
  roomId: string,
  version: number,
  deletedAt: string,
): Message => ({ id, roomId, seq, version, ...shownOf(authorId), text: "", createdAt, deletedAt });
