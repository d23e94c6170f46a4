import type { ChangedMessage, Message, NewMessage } from "../entities/message.ts";
import type { RoomRef } from "../entities/refs.ts";

/** Where a page of messages lies; `limit` at most, and at the newest end when no bound is given. */
export type Window = { readonly at: "end" } | { readonly at: "before" | "after" | "around"; readonly seq: number };

export interface MessageStore {
  /** Of locked rooms, numbered without a hole. */
  insert(messages: readonly NewMessage[]): Promise<void>;
  /** Their text is gone for good, and so are their mentions; everything else stays as given. Of locked rooms. */
  delete(tombstones: readonly ChangedMessage[]): Promise<void>;
  find(room: RoomRef, id: string): Promise<Message | undefined>;
  /** Oldest first. @param floor only messages above this `seq`; 0 when absent */
  page(room: RoomRef, window: Window, limit: number, floor?: number): Promise<readonly Message[]>;
}
