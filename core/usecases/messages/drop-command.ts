import type { Command, CommandRecord } from "../../entities/command.ts";
import { refusalNotice } from "../../entities/notice.ts";
import { knownCode } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

const code = "dropped";

/** Refuses a command that was accepted and that nobody can apply: an operator's last resort. */
export class DropCommand {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /** The first decision stands for ever. @returns what became of it: `applied` when it was applied before */
  async execute(command: Command): Promise<CommandRecord> {
    const record = await this.#unitOfWork.run((stores) => refuse(stores, command));
    if (record.status === "rejected") {
      await this.#broadcaster.publish([refusalNotice({ command, code: knownCode(record.code) })], announceMs);
    }
    return record;
  }
}

/** Under the lock of its room, where it would be applied. */
const refuse = async (stores: Stores, command: Command): Promise<CommandRecord> => {
  await stores.rooms.lock(command.room);
  const known = await stores.commands.find(command);
  if (known) return known;
  const { digest } = command;
  await stores.commands.refuse([{ ...command, code }]);
  return { status: "rejected", code, digest };
};
