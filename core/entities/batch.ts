import type { ErrorCode } from "../errors.ts";
import { knownCode } from "../errors.ts";
import type { Command, CommandKey, Recorded, Refusal } from "./command.ts";
import type { Member } from "./member.ts";
import type { NewMessage } from "./message.ts";
import { refusalOf } from "./permissions.ts";
import type { RoomRef } from "./refs.ts";
import { roomKey } from "./refs.ts";
import type { LockedRoom } from "./room.ts";

/** Everything the decision depends on, read while the rooms were locked. */
export interface BatchFacts {
  readonly locked: readonly LockedRoom[];
  readonly members: readonly (Member & { readonly room: RoomRef })[];
  readonly recorded: Recorded;
  /** The database's clock. RFC 3339. */
  readonly now: string;
}

/** A refusal to tell its author of; `recorded` once it stands in the database. */
interface Told {
  readonly command: Command;
  readonly code: ErrorCode;
}

export interface BatchDecision {
  /** Numbered without a hole, in the order of the commands. */
  readonly messages: readonly NewMessage[];
  /** New refusals, to be recorded. */
  readonly refusals: readonly (Refusal & { readonly code: ErrorCode })[];
  /** Everyone who is to be told of a refusal: new ones, repeats of old ones, and reused ids. */
  readonly told: readonly Told[];
  /** The rooms with new messages, as they are now. */
  readonly advanced: readonly LockedRoom[];
  /** Rooms in which a command was applied before: whoever missed it then should look now. */
  readonly repeatedIn: readonly LockedRoom[];
}

const messageKey = (room: RoomRef, id: string): string => `${roomKey(room)}/${id}`;
const commandKey = (key: CommandKey): string => `${messageKey(key.room, key.id)}/${key.authorId}`;
const memberKey = (room: RoomRef, userId: string): string => `${roomKey(room)}/${userId}`;

type Verdict =
  | { readonly kind: "apply"; readonly room: LockedRoom }
  | { readonly kind: "applied"; readonly room: LockedRoom }
  | { readonly kind: "refuse"; readonly code: ErrorCode; readonly record: boolean };

/** The state that a batch moves through, one command after another. */
class BatchInWork {
  readonly rooms: Map<string, LockedRoom>;
  readonly #now: string;
  readonly #members: ReadonlyMap<string, Member>;
  readonly #posts: Map<string, { readonly authorId: string; readonly digest: string }>;
  readonly #refusals: Map<string, { readonly digest: string; readonly code: string }>;

  constructor(facts: BatchFacts) {
    this.rooms = new Map(facts.locked.map((room) => [roomKey(room.ref), room]));
    this.#now = facts.now;
    this.#members = new Map(facts.members.map((member) => [memberKey(member.room, member.userId), member]));
    this.#posts = new Map(facts.recorded.messages.map((post) => [messageKey(post.room, post.id), post]));
    this.#refusals = new Map(facts.recorded.refusals.map((refusal) => [commandKey(refusal), refusal]));
  }

  /** The first decision stands for ever, so what is recorded is looked at before anything else. */
  judge(command: Command): Verdict {
    const room = this.rooms.get(roomKey(command.room));
    const post = this.#posts.get(messageKey(command.room, command.id));
    const refusal = this.#refusals.get(commandKey(command));
    const own = post?.authorId === command.authorId ? post : refusal;
    if (own && own.digest !== command.digest) return { kind: "refuse", code: "id_reused", record: false };
    if (refusal) return { kind: "refuse", code: knownCode(refusal.code), record: false };
    if (own && room) return { kind: "applied", room };
    return this.#judgeNew(command, room, post !== undefined);
  }

  apply(command: Command, room: LockedRoom, now: string): NewMessage {
    const next = { ...room, seq: room.seq + 1, version: room.version + 1 };
    this.rooms.set(roomKey(room.ref), next);
    this.#posts.set(messageKey(command.room, command.id), command);
    const { id, authorId, text, digest } = command;
    const createdAt = command.acceptedAt < now ? command.acceptedAt : now;
    const { seq, version } = next;
    return {
      room: command.room,
      digest,
      message: { id, roomId: command.room.roomId, seq, version, authorId, text, createdAt },
    };
  }

  refuse(command: Command, code: ErrorCode): Refusal & { readonly code: ErrorCode } {
    const { room, authorId, id, kind, digest } = command;
    this.#refusals.set(commandKey(command), { digest, code });
    return { room, authorId, id, kind, digest, code };
  }

  #judgeNew(command: Command, room: LockedRoom | undefined, taken: boolean): Verdict {
    const member = this.#members.get(memberKey(command.room, command.authorId));
    const code = refusalOf("post", room && { ...room, now: this.#now }, member) ?? (taken ? "id_taken" : undefined);
    if (code) return { kind: "refuse", code, record: true };
    return room ? { kind: "apply", room } : { kind: "refuse", code: "room_not_found", record: true };
  }
}

/**
 * What becomes of each command of a batch, given what was read under the rooms' locks: repeats are dropped before
 * anything is numbered, also repeats inside the batch, because a number given to a row that is then not inserted
 * would be a hole.
 */
export const decideBatch = (commands: readonly Command[], facts: BatchFacts): BatchDecision => {
  const work = new BatchInWork(facts);
  const messages: NewMessage[] = [];
  const refusals: (Refusal & { readonly code: ErrorCode })[] = [];
  const told: Told[] = [];
  const repeated = new Set<string>();
  for (const command of commands) {
    const verdict = work.judge(command);
    switch (verdict.kind) {
      case "apply":
        messages.push(work.apply(command, verdict.room, facts.now));
        break;
      case "applied":
        repeated.add(roomKey(command.room));
        break;
      case "refuse":
        if (verdict.record) refusals.push(work.refuse(command, verdict.code));
        told.push({ command, code: verdict.code });
        break;
    }
  }
  const advancedKeys = new Set(messages.map(({ room }) => roomKey(room)));
  const pick = (keys: ReadonlySet<string>): LockedRoom[] =>
    [...work.rooms.values()].filter(({ ref }) => keys.has(roomKey(ref)));
  return { messages, refusals, told, advanced: pick(advancedKeys), repeatedIn: pick(repeated) };
};
