import type { Origin } from "./actor.ts";
import type { Message } from "./message.ts";
import type { RoomRef } from "./refs.ts";

/** What every wish to change a room's timeline says. It is identified for ever by (room, author, id). */
interface OfTimeline {
  readonly room: RoomRef;
  /** A user's id, or the system's where a service speaks as the system. */
  readonly authorId: string;
  /** A backend that acts for its tenant gave it, in its own name or its author's: it is judged by what a service may. */
  readonly byService?: true;
  /** A lower-case UUID. */
  readonly id: string;
  /** Of the normalised original, so that a repeat with another body is seen. 64 hexadecimal digits. */
  readonly digest: string;
  /** RFC 3339, by the clock of whoever accepted it. */
  readonly acceptedAt: string;
}

/** The message will have the command's id. */
export interface PostCommand extends OfTimeline {
  readonly kind: "post";
  readonly text: string;
  /** In order, each once; never empty. Who is no member when it is applied is passed over. */
  readonly mentions?: readonly string[];
}

export interface DeleteCommand extends OfTimeline {
  readonly kind: "delete";
  readonly messageId: string;
  /** For the record, should it take another's message away. */
  readonly origin?: Origin;
}

export type Command = PostCommand | DeleteCommand;

/** What the digest is made of: everything the caller said, and nothing that a retry may change. */
export const originalOf = (
  command: Pick<PostCommand, "kind" | "text" | "mentions"> | Pick<DeleteCommand, "kind" | "messageId">,
): string => {
  if (command.kind === "delete") return JSON.stringify([command.kind, command.messageId]);
  const { kind, text, mentions } = command;
  return JSON.stringify(mentions ? [kind, text, mentions] : [kind, text]);
};

/** Whom a command may mention. */
export const mentionsIn = (command: Command): readonly string[] =>
  command.kind === "post" ? (command.mentions ?? []) : [];

/** The message that it is about. */
export const messageIdOf = (command: Command): string => (command.kind === "post" ? command.id : command.messageId);

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

/** What was applied and left no message of its own. */
export interface Application extends CommandKey {
  readonly kind: string;
  readonly digest: string;
  /** The room's, at the row that it changed. */
  readonly version: number;
}

/** A message as a decision needs it: all but what it says. */
export type RecordedMessage = Omit<Message, "text" | "mentions" | "roomId" | "kind" | "authorId"> & {
  readonly room: RoomRef;
  /** Of the command that posted it. */
  readonly authorId: string;
  readonly digest: string;
};

/** What the database knows of the ids of a batch, and of the messages that it is about. */
export interface Recorded {
  readonly messages: readonly RecordedMessage[];
  readonly refusals: readonly Refusal[];
  readonly applications: readonly Application[];
}
