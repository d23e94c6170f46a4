import type { Message, ReadState, UnreadRoom as CountedRoom } from "./contract.ts";
import { LIMITS } from "./contract.ts";

/** Where a room stands, and I in it. */
export interface Standing extends Omit<ReadState, "delivered"> {
  readonly seq: number;
}

/** Where I have marked the room as unread, if I have; nobody says so of a room that a session begins with. */
type Marker = number | undefined | "unknown";

/** A message of somebody else's. */
interface Counted {
  readonly seq: number;
  readonly mentions: number;
}

const none = { unread: 0, unreadMentions: 0 };

const atMost = (unreadMentions: number): number => Math.min(unreadMentions, LIMITS.unreadMentions);

/**
 * What is unread in one room of mine: counted on from where the server said that it stood, and `doubtful` where only the server
 * can count.
 */
export class UnreadRoom {
  doubtful = false;
  #at: Standing;
  #marker: Marker = "unknown";
  /** How far I have said here that I have read, which the server may not have applied yet. */
  #said = 0;
  /** Of the messages of others, those since the server was asked; absent while no answer can be used. */
  #since: Counted[] | undefined;

  constructor(at: Standing) {
    this.#at = at;
  }

  get state(): Standing {
    return this.#at;
  }

  /** The server says where it stands, and what follows will follow on. */
  stand(at: Standing, marker: Marker): void {
    this.#at = { ...at, ...(this.#isSaid(at) && none) };
    this.#marker = marker;
    this.doubtful = false;
  }

  /** Only the server can count. */
  doubt(): void {
    this.doubtful = true;
    this.#since = undefined;
  }

  message({ seq, authorId, mentions = [], deletedAt }: Message, me?: string): void {
    const at = this.#at;
    const isUnread = authorId !== me && seq > (typeof this.#marker === "number" ? this.#marker : at.read);
    // What is deleted does not say whom it mentioned.
    if (seq <= at.seq && deletedAt !== undefined && isUnread && (at.unreadMentions > 0 || this.doubtful)) this.doubt();
    if (seq <= at.seq) return;
    if (seq > at.seq + 1) this.doubt();
    this.#at = { ...at, seq };
    if (isUnread) this.#count({ seq, mentions: Number(me !== undefined && mentions.includes(me)) });
  }

  /** My watermark has moved, on whichever device. */
  moved(read: number): void {
    if (read <= this.#at.read) return;
    this.#at = { ...this.#at, read };
    this.#recount();
  }

  /** I say here that I have read so far. @returns whether there may have been something unread that it leaves nothing of. */
  say(read: number): boolean {
    const { seq, unread } = this.#at;
    this.#said = Math.max(this.#said, Math.min(read, seq));
    if (read < seq) return false;
    this.#at = { ...this.#at, ...none };
    return unread > 0 || this.doubtful;
  }

  /** What I have said here does not count: it was refused, or the room is to be unread. */
  unsay(): void {
    this.#said = 0;
    this.doubt();
  }

  mark(marker?: number): void {
    if (marker === this.#marker) return;
    this.#marker = marker;
    if (this.#isMarked) this.unsay();
    else this.#recount();
  }

  /** The server is asked from here on. */
  ask(): void {
    if (this.doubtful) this.#since = [];
  }

  /** @param counted absent where the server counts nothing */
  answer(counted?: CountedRoom): void {
    if (!this.doubtful || !this.#since) return;
    const { seq, unread, unreadMentions } = counted ?? { seq: 0, ...none };
    const since = this.#since.filter((each) => each.seq > seq);
    const isSaid = this.#isSaid({ seq, read: this.#at.read });
    this.#at = { ...this.#at, seq: Math.max(this.#at.seq, seq), ...(isSaid ? none : { unread, unreadMentions }) };
    this.doubtful = false;
    this.#since = undefined;
    for (const each of since) this.#count(each);
  }

  #count(message: Counted): void {
    const { unread, unreadMentions } = this.#at;
    this.#at = { ...this.#at, unread: unread + 1, unreadMentions: atMost(unreadMentions + message.mentions) };
    this.#since?.push(message);
  }

  get #isMarked(): boolean {
    return typeof this.#marker === "number";
  }

  /** What is read up to the newest message leaves nothing; any less only the server can count. */
  #recount(): void {
    const { seq, read } = this.#at;
    const isAll = read >= seq && !this.#isMarked;
    if (isAll) this.#at = { ...this.#at, ...none };
    if (!isAll || this.doubtful) this.doubt();
  }

  /** Whether I have said that I read it all, and the server had not applied it yet. */
  #isSaid({ seq, read }: Pick<Standing, "seq" | "read">): boolean {
    return this.#said > read && this.#said >= seq;
  }
}
