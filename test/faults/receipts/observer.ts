import type { Ready, ReceiptsEvent, ReceiptsPage } from "../../../client/src/index.ts";
import { PROTOCOL } from "../../../client/src/index.ts";
import type { Link } from "../../../client/src/link.ts";
import { socketLinks } from "../../../client/src/socket-link.ts";
import type { Mark } from "./ledger.ts";
import type { Heard, Held } from "./oracle.ts";

const reopenMs = 200;
/** What is missing may be on its way. */
const repairMs = 250;

/** Reads the receipts of one room. */
export type ReadReceipts = (roomId: string) => Promise<ReceiptsPage>;

/** What is held of a room, as PROTOCOL.md says that clients do it. */
interface Watched {
  position: number;
  newest: number;
  isAsking: boolean;
  readonly watermarks: Map<string, Mark>;
}

/** One user's socket that comes back whenever it ends: it keeps the watermarks of its rooms by events, and all that it was told. */
export class ReceiptObserver {
  readonly #read: ReadReceipts;
  readonly #open: () => Link;
  readonly userId: string;
  readonly #rooms: ReadonlyMap<string, Watched>;
  readonly #own = new Map<string, Mark[]>();
  readonly heard: Heard[] = [];
  #link: Link;
  #sessions = 0;
  #isClosed = false;

  constructor(
    url: string,
    user: { readonly userId: string; readonly token: string },
    rooms: readonly string[],
    read: ReadReceipts,
  ) {
    this.#read = read;
    this.userId = user.userId;
    this.#rooms = new Map(rooms.map((id) => [id, { position: 0, newest: 0, isAsking: false, watermarks: new Map() }]));
    const open = socketLinks(url);
    const nothing = (): void => {};
    this.#open = () =>
      open(
        { token: user.token, protocol: PROTOCOL, client: "chaos" },
        {
          ready: (ready) => this.#ready(ready),
          events: nothing,
          receipts: (events) => events.forEach((event) => this.#take(event)),
          typing: nothing,
          presence: nothing,
          me: nothing,
          rejected: nothing,
          bye: nothing,
          down: () => this.reopen(),
        },
      );
    this.#link = this.#open();
  }

  get held(): readonly Held[] {
    return [...this.#rooms].map(([roomId, { watermarks }]) => ({ roomId, watermarks }));
  }

  /** Of each room: what one `ready` after the other has said of this user. */
  get own(): readonly (readonly Mark[])[] {
    return [...this.#own.values()];
  }

  /** How often a session has begun. */
  get sessions(): number {
    return this.#sessions;
  }

  /** What the last `ready` has said of this user. */
  ownIn(roomId: string): Mark | undefined {
    return this.#own.get(roomId)?.at(-1);
  }

  close(): void {
    this.#isClosed = true;
    this.#link.close();
  }

  /** Another session takes the place of this one. */
  reopen(): void {
    this.#link.close();
    setTimeout(() => {
      if (!this.#isClosed) this.#link = this.#open();
    }, reopenMs).unref();
  }

  #ready({ rooms }: Ready): void {
    this.#sessions += 1;
    for (const { id, marks, delivered, read } of rooms) {
      const room = this.#rooms.get(id);
      if (!room) continue;
      this.#own.set(id, [...(this.#own.get(id) ?? []), { delivered, read }]);
      this.#expect(id, room, marks);
    }
  }

  #take({ roomId, prev, marks, receipts }: ReceiptsEvent): void {
    const room = this.#rooms.get(roomId);
    if (!room || marks <= room.position) return;
    this.#merge(roomId, room, { marks, receipts });
    if (prev <= room.position) room.position = marks;
    this.#expect(roomId, room, marks);
  }

  #merge(roomId: string, { watermarks }: Watched, { marks, receipts }: Pick<ReceiptsPage, "marks" | "receipts">): void {
    for (const { userId, delivered, read } of receipts) {
      this.heard.push({ roomId, marks, userId, delivered, read });
      const held = watermarks.get(userId) ?? { delivered: 0, read: 0 };
      watermarks.set(userId, {
        delivered: Math.max(held.delivered, delivered),
        read: Math.max(held.read, read),
      });
    }
  }

  #expect(roomId: string, room: Watched, marks: number): void {
    room.newest = Math.max(room.newest, marks);
    if (room.newest > room.position && !room.isAsking) this.#repairSoon(roomId, room);
  }

  #repairSoon(roomId: string, room: Watched): void {
    room.isAsking = true;
    setTimeout(() => void this.#repair(roomId, room), repairMs).unref();
  }

  /** One request, where something is still missing; another one where it failed. */
  async #repair(roomId: string, room: Watched): Promise<void> {
    room.isAsking = false;
    if (this.#isClosed || room.newest <= room.position) return;
    room.isAsking = true;
    const page = await this.#read(roomId).catch(() => undefined);
    room.isAsking = false;
    if (page) {
      this.#merge(roomId, room, page);
      room.position = Math.max(room.position, page.marks);
    }
    this.#expect(roomId, room, 0);
  }
}
