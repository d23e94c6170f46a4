import type { Application, CommandKey, CommandRecord, Recorded, Refusal } from "../entities/command.ts";

export interface CommandStore {
  /** Everything that is recorded under these ids, messages whoever the author; also the messages that they name. */
  recorded(keys: readonly (CommandKey & { readonly messageId?: string })[]): Promise<Recorded>;
  /** Of commands that leave no message; it stands for ever. */
  apply(applications: readonly Application[]): Promise<void>;
  /** A refusal stands for ever. */
  refuse(refusals: readonly Refusal[]): Promise<void>;
  /** What became of one author's command; nothing when it is not known. */
  find(key: CommandKey): Promise<CommandRecord | undefined>;
}
