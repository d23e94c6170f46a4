import type { BatchDecision } from "../../entities/batch.ts";
import { decideBatch } from "../../entities/batch.ts";
import type { BatchFacts } from "../../entities/batch-state.ts";
import type { Command, Delivery, Outcome } from "../../entities/command.ts";
import { mentionsIn } from "../../entities/command.ts";
import { isCurrent } from "../../entities/member.ts";
import type { Notice } from "../../entities/notice.ts";
import { batchNotices, refusalNotice } from "../../entities/notice.ts";
import { memberKey, roomKey, userKey, userOf } from "../../entities/refs.ts";
import { StorageFailure } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { UserTerms } from "../../ports/user-store.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

/** A live event is a hint: past this many milliseconds the head check is the better way. */
const broadcastMs = 500;

const done: Outcome = { kind: "done" };
const later: Outcome = { kind: "later" };

interface Applied {
  readonly decision: BatchDecision;
  readonly outcomes: readonly Outcome[];
}

/**
 * Applies a batch of commands in one transaction, tells the gateways, and only then lets it be acknowledged.
 * Whatever a transaction cannot take is halved until the one command that is to blame stands alone.
 */
export class ApplyCommands {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster, clock: Clock, telemetry: Telemetry) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  /** @returns an outcome per delivery; never rejects. */
  async execute(batch: readonly Delivery[]): Promise<readonly Outcome[]> {
    if (batch.length === 0) return [];
    const startedAt = this.#clock.now();
    const applied = await this.#unitOfWork.run((stores) => apply(stores, batch)).catch((error: unknown) => ({ error }));
    // Only what failed before the commit may be tried again.
    if ("error" in applied) return this.#recover(batch, applied.error);
    this.#count(applied, this.#clock.now() - startedAt);
    await this.#tell(batchNotices(applied.decision));
    return applied.outcomes;
  }

  async #recover(batch: readonly Delivery[], error: unknown): Promise<readonly Outcome[]> {
    const kind = error instanceof StorageFailure ? error.kind : "unexpected";
    if (kind === "unavailable" || kind === "broken") {
      this.#telemetry.batchDelayed(reasonOf(error), kind === "broken");
      return batch.map(() => later);
    }
    const [only] = batch;
    if (batch.length === 1 && only) return [await this.#setAside(only, kind, error)];
    return this.#halve(batch);
  }

  /** One after the other: the second half may hold later commands of the first half's rooms. */
  async #halve(batch: readonly Delivery[]): Promise<readonly Outcome[]> {
    const middle = Math.ceil(batch.length / 2);
    const first = await this.execute(batch.slice(0, middle));
    const waiting = new Set(
      batch.filter((_, index) => first[index]?.kind === "later").map((each) => roomKey(each.command.room)),
    );
    const rest = batch.slice(middle);
    const free = rest.filter(({ command }) => !waiting.has(roomKey(command.room)));
    const outcomes = await this.execute(free);
    const byDelivery = new Map(free.map((delivery, index) => [delivery, outcomes[index] ?? later]));
    return [...first, ...rest.map((delivery) => byDelivery.get(delivery) ?? later)];
  }

  /** Values that can never be stored refuse their command; what nobody expected waits for an operator. */
  async #setAside({ command }: Delivery, kind: "data" | "unexpected", error: unknown): Promise<Outcome> {
    if (kind === "unexpected") {
      this.#telemetry.commandDead(reasonOf(error));
      return { kind: "dead", reason: reasonOf(error) };
    }
    const refusal = { ...command, code: "invalid_input" as const };
    try {
      await this.#unitOfWork.run((stores) => stores.commands.refuse([refusal]));
    } catch (failure) {
      this.#telemetry.batchDelayed(reasonOf(failure), false);
      return later;
    }
    await this.#tell([refusalNotice({ command, code: refusal.code })]);
    return done;
  }

  async #tell(notices: readonly Notice[]): Promise<void> {
    if (notices.length === 0) return;
    const taken = await this.#broadcaster.publish(notices, broadcastMs);
    if (!taken) this.#telemetry.noticesLost(notices.length);
  }

  #count({ decision, outcomes }: Applied, ms: number): void {
    const applied = decision.changed.length;
    const repeated = outcomes.filter((outcome) => outcome === done).length - applied - decision.told.length;
    this.#telemetry.batchApplied({ size: outcomes.length, applied, repeated, ms });
    for (const { code } of decision.told) this.#telemetry.commandRefused(code);
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const deactivatedIn = (authors: readonly UserTerms[]): ReadonlySet<string> =>
  new Set(authors.filter(({ terms }) => terms.isDeactivated).map(({ user }) => userKey(user)));

/** Inside one transaction: lock, read what is recorded, decide, store. */
const apply = async (stores: Stores, batch: readonly Delivery[]): Promise<Applied> => {
  const rooms = new Map(batch.map(({ command }) => [roomKey(command.room), command.room]));
  const { locked, missing, now } = await stores.rooms.lockFree([...rooms.values()]);
  const had = new Set([...locked.map(({ ref }) => ref), ...missing].map(roomKey));
  const commands = batch.map(({ command }) => command).filter(({ room }) => had.has(roomKey(room)));
  const pairs = commands.map(({ room, authorId }) => ({ room, userId: authorId }));
  const mentioned = commands.flatMap((each) => mentionsIn(each).map((userId) => ({ room: each.room, userId })));
  const slow = new Set(locked.filter(({ slowMode }) => slowMode !== undefined).map(({ ref }) => roomKey(ref)));
  const slowed = pairs.filter(({ room }) => slow.has(roomKey(room)));
  const direct = locked.filter(({ kind }) => kind === "direct");
  // One round trip: none needs another's answer.
  const [recorded, members, authors, lastPosts, blocked] = await Promise.all([
    stores.commands.recorded(commands),
    stores.members.findMany([...pairs, ...mentioned]),
    stores.users.terms(pairs.map(({ room, userId }) => userOf(room, userId))),
    slowed.length > 0 ? stores.members.lastPosts(slowed) : [],
    direct.length > 0 ? stores.blocks.between(direct) : [],
  ]);
  const decision = decideBatch(commands, {
    locked,
    members,
    recorded,
    deactivated: deactivatedIn(authors),
    lastPosts,
    blocked,
    invited: await invitedAmong(stores, commands, members),
    now,
  });
  await store(stores, decision);
  await makeAuthors(stores, commands, decision);
  return { decision, outcomes: batch.map(({ command }) => (had.has(roomKey(command.room)) ? done : later)) };
};

/** Whoever is no member may be invited. That is asked of them alone: a batch of members' commands costs no round trip more. */
const invitedAmong = async (
  { invitations }: Stores,
  commands: readonly Command[],
  members: BatchFacts["members"],
): Promise<BatchFacts["invited"]> => {
  const inside = new Set(members.filter(isCurrent).map(({ room, userId }) => memberKey(room, userId)));
  const strangers = commands.filter(
    ({ room, authorId, byService }) => !byService && !inside.has(memberKey(room, authorId)),
  );
  if (strangers.length === 0) return [];
  return invitations.invited(strangers.map(({ room, authorId }) => ({ room, userId: authorId })));
};

/** A service may speak for somebody who never was seen. No other batch costs a round trip. */
const makeAuthors = async ({ users }: Stores, commands: readonly Command[], { messages }: BatchDecision) => {
  const byService = new Set(commands.filter((each) => each.byService).map(({ id }) => id));
  const authors = messages.filter(({ message }) => message.authorId !== undefined && byService.has(message.id));
  for (const tenantId of new Set(authors.map(({ room }) => room.tenantId))) {
    const ofTenant = authors.filter(({ room }) => room.tenantId === tenantId);
    await users.ensure(tenantId, [...new Set(ofTenant.flatMap(({ message }) => message.authorId ?? []))]);
  }
};

/** All but the last is told without waiting, so that it costs no round trip however much of it there is. */
const store = async (stores: Stores, decision: BatchDecision): Promise<void> => {
  const { messages, deleted, applications, entries, lastPosts, refusals, advanced } = decision;
  if (refusals.length > 0) await stores.commands.refuse(refusals);
  if (applications.length > 0) await stores.commands.apply(applications);
  if (messages.length > 0) await stores.messages.insert(messages);
  // After the insert: they may be of this very batch.
  if (deleted.length > 0) await stores.messages.delete(deleted);
  if (entries.length > 0) await stores.audit.record(entries);
  if (lastPosts.length > 0) await stores.members.keepLastPosts(lastPosts);
  if (advanced.length > 0) await stores.rooms.saveCounters(advanced);
};
