import type { DeleteCommand } from "../../entities/command.ts";
import { originalOf } from "../../entities/command.ts";
import type { Message } from "../../entities/message.ts";
import { assertMay, refusalOf } from "../../entities/permissions.ts";
import type { Actor } from "../../entities/actor.ts";
import { roomOf } from "../../entities/refs.ts";
import { isVisible } from "../../entities/visibility.ts";
import type { Intake } from "../../intake/take-in.ts";
import { soon, takeIn } from "../../intake/take-in.ts";
import type { Membership } from "../../ports/member-store.ts";
import type { Digester, IdGenerator } from "../../ports/runtime.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface DeleteMessageInput {
  readonly author: Actor;
  readonly roomId: string;
  /** A lower-case UUID. */
  readonly messageId: string;
  /** Of the command: a lower-case UUID; made here when absent. */
  readonly id?: string;
}

interface Answer {
  readonly found: Membership | undefined;
  /** Absent also while its post waits in the queue. */
  readonly message: Message | undefined;
}

/** Nothing is remembered of the check: it is asked rarely, and a "yes" would be one message's alone. */
export class DeleteMessage {
  readonly #intake: Intake;
  readonly #stores: Pick<Stores, "members" | "messages" | "commands">;
  readonly #ids: IdGenerator;
  readonly #digester: Digester;

  constructor(
    intake: Intake,
    stores: Pick<Stores, "members" | "messages" | "commands">,
    ids: IdGenerator,
    digester: Digester,
  ) {
    this.#intake = intake;
    this.#stores = stores;
    this.#ids = ids;
    this.#digester = digester;
  }

  /**
   * Resolves when the command is safe in the queue: it will be applied, or refused for good.
   * @throws ChatError `room_not_found`, `forbidden`, `unavailable`
   */
  execute({ author, roomId, messageId, id }: DeleteMessageInput): Promise<DeleteCommand> {
    const command: DeleteCommand = {
      kind: "delete",
      room: roomOf(author, roomId),
      authorId: author.userId,
      ...(author.isService && { byService: true }),
      id: id ?? this.#ids.uuid(),
      messageId,
      ...(author.origin && { origin: author.origin }),
      digest: this.#digester.digest(originalOf({ kind: "delete", messageId })),
      acceptedAt: new Date(this.#intake.clock.now()).toISOString(),
    };
    return takeIn(this.#intake, command, () => this.#check(command));
  }

  async #check(command: DeleteCommand): Promise<void> {
    const answer = await soon(this.#intake, this.#ask(command));
    if (!answer) {
      this.#intake.telemetry.checkSkipped();
      return;
    }
    const { found } = answer;
    const { byService: isService } = command;
    const isThere = found && answer.message && isVisible(answer.message, found, found.member, { isService });
    const message = isThere ? answer.message : undefined;
    const action = message && message.authorId !== command.authorId ? "delete_messages" : "delete_own";
    const isRefused = refusalOf(action, found && { ...found, isService }, found?.member) !== undefined;
    // The first decision stands, also for who may no longer: the consumer gives it again.
    if (isRefused && (await this.#stores.commands.find(command)) !== undefined) return;
    assertMay(action, found, { isService });
  }

  async #ask({ room, authorId, messageId }: DeleteCommand): Promise<Answer> {
    const [found, message] = await Promise.all([
      this.#stores.members.membership(room, authorId),
      this.#stores.messages.find(room, messageId),
    ]);
    return { found, message };
  }
}
