import type { CommandKey, CommandRecord, Recorded, Refusal } from "../entities/command.ts";

export interface CommandStore {
  /** Everything that is recorded under these ids, whoever the author. */
  recorded(keys: readonly CommandKey[]): Promise<Recorded>;
  /** A refusal stands for ever. */
  refuse(refusals: readonly Refusal[]): Promise<void>;
  /** What became of one author's command; nothing when it is not known. */
  find(key: CommandKey): Promise<CommandRecord | undefined>;
}
