import type { UserRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { CommandStore } from "../../ports/command-store.ts";

export interface GetCommandInput {
  readonly author: UserRef;
  readonly roomId: string;
  /** A lower-case UUID. */
  readonly id: string;
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

  async execute({ author, roomId, id }: GetCommandInput): Promise<CommandStatus> {
    const record = await this.#commands.find({ room: roomOf(author, roomId), authorId: author.userId, id });
    if (!record) return { id, roomId, status: "unknown" };
    if (record.status === "rejected") return { id, roomId, status: "rejected", code: record.code };
    return { id, roomId, status: "applied", version: record.version };
  }
}
