import type { ErrorCode } from "../errors.ts";
import { knownCode } from "../errors.ts";
import type {
  Application,
  Command,
  CommandKey,
  DeleteCommand,
  PostCommand,
  Recorded,
  RecordedMessage,
  Refusal,
} from "./command.ts";
import { mentionsIn } from "./command.ts";
import type { Member } from "./member.ts";
import { isCurrent } from "./member.ts";
import type { NewMessage } from "./message.ts";
import { shownOf, tombstoneOf } from "./message.ts";
import type { Action } from "./permissions.ts";
import { refusalOf } from "./permissions.ts";
import type { RoomRef } from "./refs.ts";
import { memberKey, roomKey, userKey, userOf } from "./refs.ts";
import type { LockedRoom } from "./room.ts";
import type { LastPost } from "./slow-mode.ts";
import { isSlowed } from "./slow-mode.ts";
import { isVisible } from "./visibility.ts";

/** Everything the decision depends on, read while the rooms were locked. */
export interface BatchFacts {
  readonly locked: readonly LockedRoom[];
  /** Of the authors, and of whom they mention. */
  readonly members: readonly (Member & { readonly room: RoomRef })[];
  readonly recorded: Recorded;
  /** Of those who post in rooms in slow mode. */
  readonly lastPosts: readonly LastPost[];
  /** Keys of authors whose commands are refused, whoever gave them. */
  readonly deactivated: ReadonlySet<string>;
  /** Those of the rooms between two in which one has blocked the other. */
  readonly blocked: readonly RoomRef[];
  /** Those of the authors who are no members and have an open invitation. */
  readonly invited: readonly { readonly room: RoomRef; readonly userId: string }[];
  /** The database's clock. RFC 3339. */
  readonly now: string;
}

/** `applied`: before; with a version, by another command, so that this one is recorded beside it. */
type Verdict =
  | { readonly kind: "post"; readonly command: PostCommand; readonly room: LockedRoom }
  | {
      readonly kind: "delete";
      readonly command: DeleteCommand;
      readonly room: LockedRoom;
      readonly message: RecordedMessage;
    }
  | { readonly kind: "applied"; readonly version?: number }
  | { readonly kind: "refuse"; readonly code: ErrorCode; readonly record: boolean };

interface Pace {
  readonly postedAt?: string;
  readonly lastPostAt?: string | undefined;
}

/** What became of a command: applied where there is no code. */
interface Decided {
  readonly digest: string;
  readonly code?: string;
}

const messageKey = (room: RoomRef, id: string): string => `${roomKey(room)}/${id}`;
const commandKey = (key: CommandKey): string => `${messageKey(key.room, key.id)}/${key.authorId}`;

const refuse = (code: ErrorCode): Verdict => ({ kind: "refuse", code, record: true });

/** The state that a batch moves through, one command after another. */
export class BatchState {
  readonly rooms: Map<string, LockedRoom>;
  /** The new ones, by member. */
  readonly posted = new Map<string, LastPost>();
  readonly #now: string;
  readonly #deactivated: ReadonlySet<string>;
  readonly #members: ReadonlyMap<string, Member>;
  readonly #lastPosts: ReadonlyMap<string, LastPost>;
  readonly #messages: Map<string, RecordedMessage>;
  readonly #decided: Map<string, Decided>;
  readonly #blocked: ReadonlySet<string>;
  readonly #invited: ReadonlySet<string>;

  constructor({ locked, members, recorded, lastPosts, deactivated, blocked, invited, now }: BatchFacts) {
    this.rooms = new Map(locked.map((room) => [roomKey(room.ref), room]));
    this.#now = now;
    this.#deactivated = deactivated;
    this.#blocked = new Set(blocked.map(roomKey));
    this.#invited = new Set(invited.map(({ room, userId }) => memberKey(room, userId)));
    this.#members = new Map(members.map((member) => [memberKey(member.room, member.userId), member]));
    this.#lastPosts = new Map(lastPosts.map((post) => [memberKey(post.room, post.userId), post]));
    this.#messages = new Map(recorded.messages.map((message) => [messageKey(message.room, message.id), message]));
    const decided: readonly (CommandKey & Decided)[] = [...recorded.refusals, ...recorded.applications];
    this.#decided = new Map(decided.map((each) => [commandKey(each), each]));
  }

  /** The first decision stands for ever, so what is recorded is looked at before anything else. */
  judge(command: Command): Verdict {
    const posted = this.#messages.get(messageKey(command.room, command.id));
    const own = posted?.authorId === command.authorId ? posted : undefined;
    const decided: Decided | undefined = own ?? this.#decided.get(commandKey(command));
    if (decided && decided.digest !== command.digest) return { kind: "refuse", code: "id_reused", record: false };
    if (decided?.code !== undefined) return { kind: "refuse", code: knownCode(decided.code), record: false };
    if (decided) return { kind: "applied" };
    const room = this.rooms.get(roomKey(command.room));
    if (!room) return refuse("room_not_found");
    return command.kind === "post"
      ? this.#judgePost(command, room, posted !== undefined)
      : this.#judgeDelete(command, room);
  }

  post(command: PostCommand, room: LockedRoom): NewMessage {
    const { id, authorId, text, digest } = command;
    const { seq, version } = this.#advance(room, 1);
    const createdAt = this.#dateOf(command);
    const mentions = this.#mentionedBy(command);
    const row = { id, roomId: room.ref.roomId, seq, version, createdAt };
    this.#keep({ ...row, authorId, room: room.ref, digest });
    if (!command.byService) this.#notePost(room, authorId, createdAt);
    const message = { ...row, ...shownOf(authorId), text, ...(mentions.length > 0 && { mentions }) };
    return { room: room.ref, digest, message };
  }

  /** Its number stays, and so does its digest: a repeat of the post is still recognised. */
  delete(command: DeleteCommand, room: LockedRoom, before: RecordedMessage) {
    const { version } = this.#advance(room, 0);
    const message = tombstoneOf(before, room.ref.roomId, version, this.#now);
    this.#keep({ ...message, authorId: before.authorId, room: room.ref, digest: before.digest });
    return { tombstone: { room: room.ref, message }, application: this.apply(command, version) };
  }

  apply({ room, authorId, id, kind, digest }: Command, version: number): Application {
    const application = { room, authorId, id, kind, digest, version };
    this.#decided.set(commandKey(application), { digest });
    return application;
  }

  refuse({ room, authorId, id, kind, digest }: Command, code: ErrorCode): Refusal & { readonly code: ErrorCode } {
    const refusal = { room, authorId, id, kind, digest, code };
    this.#decided.set(commandKey(refusal), refusal);
    return refusal;
  }

  #judgePost(command: PostCommand, room: LockedRoom, isTaken: boolean): Verdict {
    const key = memberKey(room.ref, command.authorId);
    const lastPostAt = (this.posted.get(key) ?? this.#lastPosts.get(key))?.at;
    const pace = { postedAt: this.#dateOf(command), lastPostAt };
    const code = this.#refusalOf("post", command, { ...room, ...pace }) ?? (isTaken ? "id_taken" : undefined);
    return code ? refuse(code) : { kind: "post", command, room };
  }

  /** Who may not read learns nothing of what is there; deleted twice is deleted. */
  #judgeDelete(command: DeleteCommand, room: LockedRoom): Verdict {
    const stored = this.#messages.get(messageKey(command.room, command.messageId));
    const member = this.#members.get(memberKey(command.room, command.authorId));
    const message = stored && isVisible(stored, room, member, { isService: command.byService }) ? stored : undefined;
    const action = message && message.authorId !== command.authorId ? "delete_messages" : "delete_own";
    const code = this.#refusalOf(action, command, room);
    if (code) return refuse(code);
    if (!message) return refuse("message_not_found");
    if (message.deletedAt === undefined) return { kind: "delete", command, room, message };
    return { kind: "applied", version: message.version };
  }

  #refusalOf(action: Action, command: Command, room: LockedRoom & Pace): ErrorCode | undefined {
    const { room: ref, authorId, byService: isService } = command;
    if (this.#deactivated.has(userKey(userOf(ref, authorId)))) return "user_deactivated";
    const key = memberKey(ref, authorId);
    const isBlocked = this.#blocked.has(roomKey(ref));
    const circumstances = { ...room, now: this.#now, isService, isBlocked, isInvited: this.#invited.has(key) };
    return refusalOf(action, circumstances, this.#members.get(key));
  }

  /** Who is not in the room learns nothing of what is said there, and nobody has to be told of what they say themselves. */
  #mentionedBy(command: PostCommand): readonly string[] {
    const { room, authorId } = command;
    return mentionsIn(command).filter(
      (userId) => userId !== authorId && isCurrent(this.#members.get(memberKey(room, userId))),
    );
  }

  /** When it was accepted, but never in the future. */
  #dateOf({ acceptedAt }: PostCommand): string {
    return acceptedAt < this.#now ? acceptedAt : this.#now;
  }

  #notePost(room: LockedRoom, userId: string, at: string): void {
    const key = memberKey(room.ref, userId);
    const member = this.#members.get(key);
    if (member && isSlowed(room, member)) this.posted.set(key, { room: room.ref, userId, at });
  }

  #advance(room: LockedRoom, messages: 0 | 1): LockedRoom {
    const next = { ...room, seq: room.seq + messages, version: room.version + 1 };
    this.rooms.set(roomKey(room.ref), next);
    return next;
  }

  #keep(message: RecordedMessage): void {
    this.#messages.set(messageKey(message.room, message.id), message);
  }
}
