import type { Command, CommandKey, CommandRecord } from "../../entities/command.ts";
import { messageIdOf } from "../../entities/command.ts";
import type { Message } from "../../entities/message.ts";
import { ChatError, knownCode } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { sleep } from "../../ports/clock.ts";
import type { CommandStore } from "../../ports/command-store.ts";
import type { MessageStore } from "../../ports/message-store.ts";

/** Pauses between two looks, in milliseconds: most commands are applied within the first ones. */
const pauses = [5, 10, 20, 40, 80, 160];
const longestPause = 250;

/** For a caller that would rather wait than listen. It looks at the record, so it works whoever applied the command. */
export class AwaitCommand {
  readonly #commands: CommandStore;
  readonly #messages: MessageStore;
  readonly #clock: Clock;

  constructor(commands: CommandStore, messages: MessageStore, clock: Clock) {
    this.#commands = commands;
    this.#messages = messages;
    this.#clock = clock;
  }

  /**
   * @param waitMs at most this long, in milliseconds.
   * @returns the message that it is about, as it is stored, or nothing when time was up.
   * @throws ChatError with the code of the refusal
   */
  async execute(command: Command, waitMs: number): Promise<Message | undefined> {
    const record = await this.#record(command, this.#clock.now() + waitMs);
    if (!record) return undefined;
    if (record.digest !== command.digest) throw new ChatError("id_reused");
    if (record.status === "rejected") throw new ChatError(knownCode(record.code));
    return this.#messages.find(command.room, messageIdOf(command));
  }

  async #record(key: CommandKey, until: number): Promise<CommandRecord | undefined> {
    for (let look = 0; ; look += 1) {
      const record = await this.#commands.find(key);
      const pause = Math.min(pauses[look] ?? longestPause, until - this.#clock.now());
      if (record || pause <= 0) return record;
      await sleep(this.#clock, pause);
    }
  }
}
