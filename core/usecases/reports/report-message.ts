import type { Actor } from "../../entities/actor.ts";
import { assertMay } from "../../entities/permissions.ts";
import { isVisible } from "../../entities/visibility.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Report, ReportReason } from "../../entities/report.ts";
import { ChatError } from "../../errors.ts";
import type { IdGenerator } from "../../ports/runtime.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ReportMessageInput {
  readonly actor: Actor;
  readonly roomId: string;
  /** A lower-case UUID. */
  readonly messageId: string;
  readonly reason: ReportReason;
  readonly note?: string;
}

/** What whoever reported is told; what becomes of it is for others. */
export type MadeReport = Omit<Report, "copy" | "status" | "review">;

export class ReportMessage {
  readonly #unitOfWork: UnitOfWork;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#ids = ids;
  }

  /**
   * Once per user and message: the next time it says something else, while nobody has reviewed it.
   * @throws ChatError `room_not_found`, `forbidden`, `message_not_found`, also when it is deleted
   */
  execute({ actor, roomId, ...asked }: ReportMessageInput): Promise<MadeReport> {
    const room = roomOf(actor, roomId);
    const report = { ...asked, id: this.#ids.uuid(), reportedBy: actor.userId };
    return this.#unitOfWork.run(async ({ members, messages, reports }) => {
      const found = await members.membership(room, actor.userId);
      assertMay("read", found, actor);
      const message = await messages.find(room, asked.messageId);
      if (!message || !isVisible(message, found, found.member, actor)) throw new ChatError("message_not_found");
      const made = await reports.put(room, report);
      if (!made) throw new ChatError("message_not_found");
      if (made.copy.authorId === actor.userId) throw new ChatError("forbidden", "Nobody reports what they wrote.");
      return asTold(made);
    });
  }
}

const asTold = ({ copy: _, status: __, review: ___, ...made }: Report): MadeReport => made;
