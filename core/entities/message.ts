import type { RoomRef } from "./refs.ts";

export interface Message {
  /** A lower-case UUID chosen by the client; also the id of the command that posted it. */
  readonly id: string;
  readonly roomId: string;
  /** 1, 2, 3… in its room, without a hole. */
  readonly seq: number;
  /** The room's version at this row's last change. */
  readonly version: number;
  readonly authorId: string;
  readonly text: string;
  /** When it was accepted, never later than the database's clock; it orders nothing. RFC 3339. */
  readonly createdAt: string;
}

export interface NewMessage {
  readonly room: RoomRef;
  readonly message: Message;
  readonly digest: string;
}
