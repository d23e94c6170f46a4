import type {
  Changes,
  Member,
  Message,
  MessagesPage,
  ReadState,
  ReceiptsEvent,
  ReceiptsPage,
  Room,
  RoomEvent,
  RoomSummary,
  Watermarks,
} from "../src/contract.ts";
import type { FreshRoom } from "../src/room-reducer.ts";

const at = "2026-01-01T00:00:00.000Z";

type Row =
  | { readonly version: number; readonly type: "message"; readonly message: Message }
  | { readonly version: number; readonly type: "member"; readonly member: Member }
  | { readonly version: number; readonly type: "room" }
  | { readonly version: number; readonly type: "head" };

/** A room as the server keeps it: rows that carry the version of their last change. */
export class ModelRoom {
  readonly id: string;
  version = 0;
  seq = 0;
  marks = 0;
  readonly #watermarks = new Map<string, Watermarks>();
  /** Where a user has marked the room as unread. */
  readonly markers = new Map<string, number>();
  #name = "first";
  #memberCount = 0;
  #hidesReads = false;
  /** The reader sees messages above it, and no position below that version goes on. */
  #floor = 0;
  #visibilityVersion = 0;
  readonly #rows = new Map<string, Row>();

  constructor(id = "lobby") {
    this.id = id;
  }

  post(text: string, authorId = "bob", id = `m${this.seq + 1}`, mentions: readonly string[] = []): RoomEvent {
    this.seq += 1;
    const message = { id, seq: this.seq, roomId: this.id, authorId, text, createdAt: at, version: 0 };
    return this.#writeMessage({ ...message, ...(mentions.length > 0 && { mentions }) });
  }

  edit(seq: number, text: string): RoomEvent | undefined {
    const message = this.#stored().find((held) => held.seq === seq);
    return message && this.#writeMessage({ ...message, text });
  }

  delete(seq: number): RoomEvent | undefined {
    const message = this.#stored().find((held) => held.seq === seq);
    if (!message) return undefined;
    const { mentions: _, ...rest } = message;
    return this.#writeMessage({ ...rest, text: "", deletedAt: at });
  }

  join(userId: string): RoomEvent {
    this.#memberCount += this.#isIn(userId) ? 0 : 1;
    return this.#write(`member ${userId}`, { type: "member", member: { userId, role: "member", joinedSeq: this.seq } });
  }

  leave(userId: string): RoomEvent {
    this.#memberCount -= this.#isIn(userId) ? 1 : 0;
    const member: Member = { userId, role: "member", joinedSeq: 0, leftAt: at };
    return this.#write(`member ${userId}`, { type: "member", member });
  }

  /** Applies what some of its members say, as one batch. @returns nothing where nothing moved */
  receive(said: readonly Watermarks[]): ReceiptsEvent | undefined {
    const moved = said.flatMap((each) => this.#move(each));
    if (moved.length === 0) return undefined;
    this.marks += 1;
    return { roomId: this.id, prev: this.marks - 1, marks: this.marks, receipts: moved };
  }

  rename(name: string): RoomEvent {
    this.#name = name;
    return this.#write("room", { type: "room" });
  }

  /** From now on nobody is shown how far others have read. */
  conceal(): RoomEvent {
    this.#hidesReads = true;
    return this.#write("room", { type: "room" });
  }

  /** A change that the reader may not see. */
  hide(): RoomEvent {
    return this.#write("hidden", { type: "head" });
  }

  /** Changes what the reader may see. */
  veil(floor: number): RoomEvent {
    this.#floor = floor;
    const event = this.#write("room", { type: "room" });
    this.#visibilityVersion = this.version;
    return { ...event, prev: event.version };
  }

  /** @param mostBehind rows: more of them make a reset. */
  changes(since: number, limit: number, mostBehind = Number.POSITIVE_INFINITY): Changes {
    const rows = this.#sorted().filter((row) => row.version > since && !this.#isHidden(row));
    const isApart = since > this.version || since < this.#visibilityVersion;
    if (isApart || rows.length > mostBehind) {
      return { reset: true, version: this.version, seq: this.seq, marks: this.marks };
    }
    const page = rows.slice(0, limit);
    const more = rows.length > limit;
    const prevs = [since, ...page.map((row) => row.version)];
    const events = page.map((row, index) => this.#event(row, prevs[index] ?? since));
    return { events, more, marks: this.marks, version: more ? (page.at(-1)?.version ?? since) : this.version };
  }

  page(limit: number, before = Number.POSITIVE_INFINITY): MessagesPage {
    const visible = this.#messages().filter((message) => message.seq < before);
    const messages = visible.slice(-limit);
    const [hasMoreBefore, hasMoreAfter] = [visible.length > limit, before <= this.seq];
    return { messages, users: {}, version: this.version, hasMoreBefore, hasMoreAfter };
  }

  summary(): RoomSummary {
    return { ...this.#room(), seq: this.seq, version: this.version, marks: this.marks, memberCount: this.#memberCount };
  }

  receipts(): ReceiptsPage {
    return { receipts: this.members().map((member) => this.#shown(member)), users: {}, marks: this.marks };
  }

  standing(userId: string): Required<Pick<RoomSummary, "seq" | keyof ReadState>> {
    const member = this.members().find((each) => each.userId === userId) ?? { userId, joinedSeq: 0 };
    const { delivered, read } = this.#watermarksOf(member);
    const above = this.markers.get(userId) ?? read;
    const unread = this.#stored().filter(({ seq, authorId }) => seq > above && authorId !== userId);
    const unreadMentions = unread.filter(({ mentions }) => mentions?.includes(userId)).length;
    return { seq: this.seq, delivered, read, unread: unread.length, unreadMentions };
  }

  members(): Member[] {
    return this.#sorted().flatMap((row) => (row.type === "member" && !row.member.leftAt ? [row.member] : []));
  }

  fresh(page: MessagesPage): FreshRoom {
    return { page, room: this.summary(), members: this.members(), membersComplete: true, receipts: this.receipts() };
  }

  #isIn(userId: string): boolean {
    return this.members().some((member) => member.userId === userId);
  }

  /** A membership begins with everything read. */
  #watermarksOf({ userId, joinedSeq }: Pick<Member, "userId" | "joinedSeq">): Watermarks {
    const { delivered, read } = this.#watermarks.get(userId) ?? { delivered: 0, read: 0 };
    return { userId, delivered: Math.max(delivered, joinedSeq), read: Math.max(read, joinedSeq) };
  }

  #move({ userId, ...said }: Watermarks): Watermarks[] {
    const member = this.members().find((each) => each.userId === userId);
    if (!member) return [];
    const before = this.#watermarksOf(member);
    const read = Math.max(before.read, Math.min(said.read, this.seq));
    const delivered = Math.max(before.delivered, read, Math.min(said.delivered, this.seq));
    this.#watermarks.set(userId, { userId, delivered, read });
    const isShown = delivered > before.delivered || (read > before.read && !this.#hidesReads);
    return isShown ? [this.#shown(member)] : [];
  }

  /** To somebody else. */
  #shown(member: Member): Watermarks {
    const watermarks = this.#watermarksOf(member);
    return this.#hidesReads ? { ...watermarks, read: member.joinedSeq } : watermarks;
  }

  #room(): Room {
    const room = { id: this.id, kind: "group", name: this.#name, createdAt: at } as const;
    return this.#hidesReads ? { ...room, privacy: { readReceipts: false } } : room;
  }

  #isHidden(row: Row): boolean {
    return row.type === "message" && row.message.seq <= this.#floor;
  }

  #messages(): Message[] {
    return this.#stored().filter(({ seq }) => seq > this.#floor);
  }

  #stored(): Message[] {
    const messages = this.#sorted().flatMap((row) => (row.type === "message" ? [row.message] : []));
    return messages.sort((a, b) => a.seq - b.seq);
  }

  #sorted(): Row[] {
    return [...this.#rows.values()].sort((a, b) => a.version - b.version);
  }

  #writeMessage(message: Message): RoomEvent {
    return this.#write(message.id, { type: "message", message: { ...message, version: this.version + 1 } });
  }

  #write(key: string, row: Row extends infer R ? (R extends Row ? Omit<R, "version"> : never) : never): RoomEvent {
    this.version += 1;
    const written = { ...row, version: this.version } as Row;
    this.#rows.set(key, written);
    return this.#event(written, this.version - 1);
  }

  #event(row: Row, prev: number): RoomEvent {
    const covers = { roomId: this.id, prev, version: row.version };
    if (this.#isHidden(row)) return { ...covers, type: "head" };
    if (row.type === "message") return { ...covers, type: "message", message: row.message };
    if (row.type === "room") return { ...covers, type: "room", room: this.#room() };
    if (row.type === "head") return { ...covers, type: "head" };
    return { ...covers, type: "member", member: row.member, memberCount: this.#memberCount };
  }
}
