import { Command } from "./command.ts";
import type { Wish } from "./command.ts";
import type { Accepted, CommandStatus, Message, PostMessageRequest, Rejected } from "./contract.ts";
import { ChatApiError, ChatClientError, isOutside, isPassing } from "./errors.ts";
import type { Chance } from "./scheduler.ts";

export interface CommandQueueOptions extends Chance {
  /** Hands the command to the server, once. */
  readonly hand: (command: Command) => Promise<Accepted | Message>;
  readonly command: (roomId: string, id: string) => Promise<CommandStatus>;
  readonly message: (roomId: string, id: string) => Promise<Message>;
  /** Hears once of each command that the server has taken. */
  readonly accepted: (command: Command) => void;
}

/** What to do next with a command, and after how long. */
interface Step {
  readonly act: "hand" | "check";
  readonly inMs: number;
  /** Whether a new session is a reason not to wait any longer. */
  readonly mayWake: boolean;
  /** How a repeat was refused: believed when the server does not know the command. */
  readonly refusal?: ChatApiError;
}

/**
 * How long an accepted command may stay without a verdict; doubled with each repeat, since the queue is long then. To delete
 * what is deleted already makes no event, so that is asked for sooner.
 */
const patienceMs = { post: 5_000, delete: 1_000 } as const;
const mostPatienceMs = 30_000;
const retryMs = 500;
const mostRetryMs = 10_000;

/**
 * Brings commands to the server: one under way per room, in order, each repeated with the same id until it is known to
 * be stored or refused. The first decision of the server stands, so a repeat is always safe.
 */
export class CommandQueue {
  readonly #options: CommandQueueOptions;
  /** By room; the first one is under way. */
  readonly #lines = new Map<string, Command[]>();
  #closed = false;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  send(roomId: string, { id, ...said }: Pick<PostMessageRequest, "id" | "text" | "mentions">): Promise<Message> {
    return this.#bring(roomId, { kind: "post", said }, id);
  }

  /** @returns what is left of the message */
  delete(roomId: string, messageId: string, commandId?: string): Promise<Message> {
    return this.#bring(roomId, { kind: "delete", messageId }, commandId);
  }

  /** Whether it waits in the server's queue, as far as is known here. */
  isWaiting(roomId: string, id: string): boolean {
    const command = this.#underWay(roomId);
    return command?.id === id && command.isAccepted && !command.done;
  }

  /** A message was seen; perhaps it is the one that is waited for. */
  stored(message: Message): void {
    const command = this.#underWay(message.roomId);
    if (command?.isShownBy(message)) command.stored(message);
  }

  rejected({ roomId, commandId, code, message }: Rejected): void {
    const command = this.#underWay(roomId);
    if (command?.id === commandId) command.refused(new ChatApiError({ code, detail: message }));
  }

  /** A session began: verdicts may have been missed. */
  wake(): void {
    for (const [command] of this.#lines.values()) command?.wake();
  }

  close(): void {
    this.#closed = true;
    for (const line of this.#lines.values()) {
      for (const command of line) command.refused(new ChatClientError("closed"));
    }
  }

  #bring(roomId: string, wish: Wish, id: string | undefined): Promise<Message> {
    return new Promise((stored, refused) => {
      if (this.#closed) {
        refused(new ChatClientError("closed"));
        return;
      }
      const command = new Command(roomId, wish, id, { stored, refused });
      const line = this.#lines.get(roomId);
      if (line) line.push(command);
      else void this.#work(roomId, [command]);
    });
  }

  #underWay(roomId: string): Command | undefined {
    return this.#lines.get(roomId)?.[0];
  }

  async #work(roomId: string, line: Command[]): Promise<void> {
    this.#lines.set(roomId, line);
    for (let command = line[0]; command; command = line[0]) {
      await this.#deliver(command);
      line.shift();
    }
    this.#lines.delete(roomId);
  }

  async #deliver(command: Command): Promise<void> {
    let step: Step = { act: "hand", inMs: 0, mayWake: false };
    for (let handed = 0, tries = 0; ; tries += 1) {
      if (command.done) return;
      if (step.act === "hand") handed += 1;
      step = await this.#take(step, command, { handed, tries });
      if (step.inMs > 0) await command.pause(step.inMs, step.mayWake, this.#options.scheduler);
    }
  }

  async #take(step: Step, command: Command, { handed, tries }: { handed: number; tries: number }): Promise<Step> {
    try {
      return step.act === "hand" ? await this.#hand(command, handed) : await this.#check(command, step.refusal);
    } catch (error) {
      const isRepeat = step.act === "hand" && (handed > 1 || command.isNamed);
      if (isRepeat && error instanceof ChatApiError && isOutside(error)) {
        // Its author may have been in the room when it came first, and been removed since: that does not undo it.
        return { act: "check", inMs: 0, mayWake: false, refusal: error };
      }
      return this.#afterFailure(error, step, command, tries);
    }
  }

  async #hand(command: Command, handed: number): Promise<Step> {
    const answer = await this.#options.hand(command);
    if (!command.isAccepted && !command.done) {
      command.isAccepted = true;
      this.#options.accepted(command);
    }
    if ("seq" in answer) command.stored(answer);
    const inMs = Math.min(mostPatienceMs, patienceMs[command.wish.kind] * 2 ** (handed - 1));
    return { act: "check", inMs, mayWake: true };
  }

  async #check(command: Command, refusal?: ChatApiError): Promise<Step> {
    const { status, code = "rejected" } = await this.#options.command(command.roomId, command.id);
    if (status === "applied") await this.#fetch(command);
    else if (status === "rejected") command.refused(new ChatApiError({ code, detail: "The command was refused." }));
    else if (refusal) command.refused(refusal);
    return { act: "hand", inMs: 0, mayWake: false };
  }

  /** Of a command that is known to be applied: if its message is refused, that is no refusal of the command. */
  async #fetch(command: Command): Promise<void> {
    try {
      command.stored(await this.#options.message(command.roomId, command.messageId));
    } catch (error) {
      if (!(error instanceof ChatApiError) || isPassing(error)) throw error;
      command.refused(new ChatClientError("stored_unreadable", error));
    }
  }

  /** Without an answer the command may have arrived or not: `commands/:id` knows. */
  #afterFailure(error: unknown, step: Step, command: Command, tries: number): Step {
    const isApi = error instanceof ChatApiError;
    const isOver = isApi ? !isPassing(error) : !(error instanceof ChatClientError) || error.code === "closed";
    if (isOver) command.refused(error instanceof Error ? error : new ChatClientError("unreachable", error));
    const backoff = Math.min(mostRetryMs, retryMs * 2 ** tries) * (0.5 + this.#options.random() / 2);
    if (isApi) {
      const inMs = Math.max(1, error.retryAfterMs ?? backoff);
      return { ...step, inMs, mayWake: error.retryAfterMs === undefined };
    }
    const isNew = step.act === "hand" && error instanceof ChatClientError && error.code !== "unreachable";
    return { ...step, act: "check", inMs: isNew ? 0 : backoff, mayWake: true };
  }
}
