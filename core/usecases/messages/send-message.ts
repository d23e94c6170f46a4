import type { Actor } from "../../entities/actor.ts";
import type { PostCommand } from "../../entities/command.ts";
import { originalOf } from "../../entities/command.ts";
import { orderedMentions } from "../../entities/mentions.ts";
import { systemAuthor } from "../../entities/message.ts";
import type { LimitsOf, Standing } from "../../entities/limits.ts";
import { mostOf } from "../../entities/limits.ts";
import { assertMay, assertService, refusalOf } from "../../entities/permissions.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomKey, roomOf } from "../../entities/refs.ts";
import { receiptOf } from "../../intake/receipts.ts";
import { soon, takeIn } from "../../intake/take-in.ts";
import { ChatError } from "../../errors.ts";
import type { Budgets, Spending } from "../../limits/budgets.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CommandBus } from "../../ports/command-bus.ts";
import type { ReceiptBus } from "../../ports/receipt-bus.ts";
import type { Membership } from "../../ports/member-store.ts";
import type { Digester, IdGenerator } from "../../ports/runtime.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface SendMessageInput {
  readonly author: Actor;
  readonly roomId: string;
  /** A lower-case UUID; made here when absent. */
  readonly id?: string;
  readonly text: string;
  /** User ids, at most 50. */
  readonly mentions?: readonly string[];
  /** The newest message that the author had read, by its `seq`. Of a service it counts for nothing. */
  readonly seen?: number;
  /** By a service: who is to have said it, a member or not; made when new. */
  readonly authorId?: string;
  /** By a service: nobody is to have said it. In place of `authorId`. */
  readonly kind?: "system";
}

export interface SentMessage {
  readonly command: PostCommand;
  /** Where the budgets stand that it was taken from. */
  readonly standings: readonly Standing[];
}

/**
 * How long a "yes" is believed; in slow mode it is good for one post alone. A "no" is never kept: who was just added may
 * write at once.
 */
const yesMs = 5_000;
const maxRemembered = 10_000;

interface Answer {
  readonly found: Membership | undefined;
}

export class SendMessage {
  readonly #bus: CommandBus;
  readonly #receipts: ReceiptBus;
  readonly #stores: Pick<Stores, "members" | "commands">;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;
  readonly #digester: Digester;
  readonly #budgets: Pick<Budgets, "spend">;
  readonly #limitsOf: LimitsOf;
  readonly #telemetry: Telemetry;
  /** (room, author), or the room alone for a service, to when the last "yes" stops counting. */
  readonly #yes = new Map<string, number>();
  readonly #asking = new Map<string, Promise<Answer | undefined>>();

  constructor(
    bus: CommandBus,
    receipts: ReceiptBus,
    stores: Pick<Stores, "members" | "commands">,
    clock: Clock,
    ids: IdGenerator,
    digester: Digester,
    budgets: Pick<Budgets, "spend">,
    limitsOf: LimitsOf,
    telemetry: Telemetry,
  ) {
    this.#bus = bus;
    this.#receipts = receipts;
    this.#stores = stores;
    this.#clock = clock;
    this.#ids = ids;
    this.#digester = digester;
    this.#budgets = budgets;
    this.#limitsOf = limitsOf;
    this.#telemetry = telemetry;
  }

  /**
   * Resolves when the command is safe in the queue: it will be applied, or refused for good.
   * @throws ChatError `invalid_input`, `room_not_found`, `forbidden`, what speaks against a post (`muted`, `slow_mode`…), `rate_limited`, `unavailable`
   */
  async execute(input: SendMessageInput): Promise<SentMessage> {
    refuseLong(input.text, mostOf(this.#limitsOf(input.author.tenantId), "text-length"));
    const intake = { bus: this.#bus, clock: this.#clock, telemetry: this.#telemetry };
    if (input.authorId !== undefined) assertService(input.author, "authorId");
    if (input.kind !== undefined) assertService(input.author, "kind");
    const room = roomOf(input.author, input.roomId);
    let standings: readonly Standing[] = [];
    let noted: Promise<void> | undefined;
    const command = await takeIn(intake, this.#commandOf(input, room), async (asked) => {
      standings = await this.#admit(asked);
      noted = this.#note(input);
      // Awaited below, unless the post fails before it.
      noted.catch(() => undefined);
    });
    await noted;
    return { command, standings };
  }

  /** Both are safe before it is said so, at the same time. What the author had read is known by what they answer. */
  async #note({ author, roomId, seen }: SendMessageInput): Promise<void> {
    if (seen === undefined || author.isService) return;
    await this.#receipts.publish([receiptOf(author, { roomId, read: seen }, 0)]);
  }

  #commandOf(input: SendMessageInput, room: RoomRef): PostCommand {
    const { author, authorId = author.userId, kind, id, text } = input;
    const mentions = orderedMentions(input.mentions);
    const original = { kind: "post", text, ...(mentions.length > 0 && { mentions }) } as const;
    return {
      ...original,
      room,
      authorId: kind === "system" ? systemAuthor : authorId,
      ...(author.isService && { byService: true }),
      id: id ?? this.#ids.uuid(),
      digest: this.#digester.digest(originalOf(original)),
      acceptedAt: new Date(this.#clock.now()).toISOString(),
    };
  }

  /**
   * Who is known to be in the room spends of both budgets in one round trip. Of anybody else the author's comes first, so
   * that questions are limited too, and the room's last: a stranger cannot use up what its members may post. What a service
   * says is nobody's but the room's.
   */
  async #admit(command: PostCommand): Promise<readonly Standing[]> {
    const { room, authorId, byService } = command;
    // What a service may is one answer for the whole room, and says nothing of the author.
    const key = byService ? roomKey(room) : `${roomKey(room)}/${authorId}`;
    const ofAuthor: readonly Spending[] = byService ? [] : [{ name: "posts-per-user", owner: authorId }];
    const ofRoom: Spending = { name: "posts-per-room", owner: room.roomId };
    if ((this.#yes.get(key) ?? 0) > this.#clock.now()) return this.#budgets.spend(room.tenantId, [...ofAuthor, ofRoom]);
    const spent = await this.#budgets.spend(room.tenantId, ofAuthor);
    await this.#check(key, command);
    return [...spent, ...(await this.#budgets.spend(room.tenantId, [ofRoom]))];
  }

  async #check(key: string, command: PostCommand): Promise<void> {
    this.#yes.delete(key);
    const answer = await this.#askOnce(key, command);
    if (answer === undefined) {
      this.#telemetry.checkSkipped();
      return;
    }
    if (!isYes(answer, command) && (await this.#isRepeat(command))) return;
    assertMay("post", answer.found, { isService: command.byService });
    if (answer.found.slowMode !== undefined) return;
    if (this.#yes.size >= maxRemembered) this.#yes.clear();
    this.#yes.set(key, this.#clock.now() + yesMs);
  }

  /** The first decision stands, also for who may no longer post: the consumer gives it again. */
  async #isRepeat(command: PostCommand): Promise<boolean> {
    return (await this.#stores.commands.find(command)) !== undefined;
  }

  /** Many posts at once share one question. Not its "no", though: whoever was added since may post. */
  async #askOnce(key: string, command: PostCommand): Promise<Answer | undefined> {
    const underWay = this.#asking.get(key);
    const shared = underWay ? await underWay : undefined;
    if (shared && isYes(shared, command)) return shared;
    const asked = this.#ask(command).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asked);
    return asked;
  }

  #ask({ room, authorId }: PostCommand): Promise<Answer | undefined> {
    const asked = this.#stores.members.membership(room, authorId).then((found) => ({ found }));
    return soon({ clock: this.#clock }, asked);
  }
}

const isYes = ({ found }: Answer, { byService: isService }: PostCommand): boolean =>
  refusalOf("post", found && { ...found, isService }, found?.member) === undefined;

/** A tenant may allow less than the contract does. */
const refuseLong = (text: string, most: number): void => {
  if (text.length <= most) return;
  const message = `Must have at most ${most} UTF-16 code units.`;
  throw new ChatError("invalid_input", `text: ${message}`, { errors: [{ path: "text", code: "too_long", message }] });
};
