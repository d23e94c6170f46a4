import type { RoomRef } from "./refs.ts";

/** One wish to change a room's timeline. It is identified for ever by (room, author, id). */
export interface PostCommand {
  readonly kind: "post";
  readonly room: RoomRef;
  readonly authorId: string;
  /** A lower-case UUID; the message will have the same. */
  readonly id: string;
  readonly text: string;
  /** Of the normalised original, so that a repeat with another body is seen. 64 hexadecimal digits. */
  readonly digest: string;
  /** RFC 3339, by the clock of whoever accepted it. */
  readonly acceptedAt: string;
}

export type Command = PostCommand;

/** What the digest is made of: everything the caller said, and nothing that a retry may change. */
export const originalOf = (command: Pick<PostCommand, "kind" | "text">): string =>
  JSON.stringify([command.kind, command.text]);

export interface CommandKey {
  readonly room: RoomRef;
  readonly authorId: string;
  readonly id: string;
}

/** A command as it comes out of the queue. */
export interface Delivery {
  readonly command: Command;
  /** It was handed out before, so its outcome may be stored already. */
  readonly redelivered: boolean;
}

/**
 * `done`: stored, applied or refused. `later`: hand it out again, before any newer one of its room.
 * `dead`: it broke something that nobody expected; put it aside and tell an operator.
 */
export type Outcome =
  { readonly kind: "done" } | { readonly kind: "later" } | { readonly kind: "dead"; readonly reason: string };

/** What became of a command. `unknown`: not applied yet, or never accepted. */
export type CommandRecord =
  | { readonly status: "applied"; readonly version: number; readonly digest: string }
  | { readonly status: "rejected"; readonly code: string; readonly digest: string };

export interface Refusal extends CommandKey {
  readonly kind: string;
  readonly digest: string;
  readonly code: string;
}

/** What the database knows of the ids of a batch. */
export interface Recorded {
  readonly messages: readonly {
    readonly room: RoomRef;
    readonly id: string;
    readonly authorId: string;
    readonly digest: string;
    readonly version: number;
  }[];
  readonly refusals: readonly Refusal[];
}
