import type { Actor } from "../../entities/actor.ts";
import { systemAuthor } from "../../entities/message.ts";
import { assertService } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { CommandStore } from "../../ports/command-store.ts";

export interface GetCommandInput {
  readonly author: Actor;
  readonly roomId: string;
  /** A lower-case UUID. */
  readonly id: string;
  /** By a service: for whom it posted. Absent: for itself, or as the system. */
  readonly authorId?: string;
}

/** `unknown`: not applied yet, or never accepted. */
export type CommandStatus = { readonly id: string; readonly roomId: string } & (
  | { readonly status: "applied"; readonly version: number }
  | { readonly status: "rejected"; readonly code: string }
  | { readonly status: "unknown" }
);

/** Also answers an author who may no longer see the room: what became of one's own command is one's own. */
export class GetCommand {
  readonly #commands: CommandStore;

  constructor(commands: CommandStore) {
    this.#commands = commands;
  }

  /** @throws ChatError `forbidden` */
  async execute({ author, roomId, id, authorId }: GetCommandInput): Promise<CommandStatus> {
    if (authorId !== undefined) assertService(author, "authorId");
    const find = (by: string) => this.#commands.find({ room: roomOf(author, roomId), authorId: by, id });
    const asked = await find(authorId ?? author.userId);
    const record = asked ?? (author.isService && authorId === undefined ? await find(systemAuthor) : undefined);
    if (!record) return { id, roomId, status: "unknown" };
    if (record.status === "rejected") return { id, roomId, status: "rejected", code: record.code };
    return { id, roomId, status: "applied", version: record.version };
  }
}
