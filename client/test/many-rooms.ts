import type { ClientEvents } from "../src/client-events.ts";
import type { Ready, SyncAnswer, SyncResult } from "../src/contract.ts";
import { Emitter } from "../src/emitter.ts";
import { OpenRooms } from "../src/open-rooms.ts";
import type { RoomApi } from "../src/read-room.ts";
import { FakeClock } from "./fake-clock.ts";
import { ModelRoom } from "./model-room.ts";

const eventsPerSync = 500;
const eventsPerRoom = 200;

/** A session that knows of no positions: every open room has to ask. */
export const aSession: Ready = {
  protocol: 1,
  userId: "alice",
  sessionId: "s",
  epoch: "first",
  limits: { textLength: 8_192, roomsPerSync: 200 },
  me: { version: 0 },
  rooms: [],
};

/** Open rooms, and a server that fills its answers in the order of the question, as far as they have room. */
export class ManyRooms {
  readonly clock = new FakeClock();
  /** The rooms of each `sync`, in the order of the question. */
  readonly asked: string[][] = [];
  readonly open: OpenRooms;
  readonly #rooms: ReadonlyMap<string, ModelRoom>;
  /** Changes what the server answers. */
  answer: (roomId: string, result: SyncResult) => SyncResult | undefined = (_roomId, result) => result;

  constructor(count: number) {
    const ids = Array.from({ length: count }, (_, index) => `room ${index + 1}`);
    this.#rooms = new Map(ids.map((id) => [id, new ModelRoom(id)]));
    const sync = (rooms: Readonly<Record<string, number>>) => Promise.resolve(this.#sync(rooms));
    const chance = { scheduler: this.clock, random: () => 0 };
    this.open = new OpenRooms({ ...chance, api: this.#api(), sync, emitter: new Emitter<ClientEvents>() });
  }

  async openAll(): Promise<void> {
    for (const id of this.#rooms.keys()) await this.open.open(id);
  }

  miss(events: number): void {
    for (const room of this.#rooms.values()) for (let n = 0; n < events; n += 1) room.post(`${n}`);
  }

  /** How many rooms are as the server has them. */
  get upToDate(): number {
    return [...this.#rooms.values()].filter((room) => this.open.state(room.id)?.version === room.version).length;
  }

  #room(id: string): ModelRoom {
    return this.#rooms.get(id) ?? new ModelRoom(id);
  }

  #api(): RoomApi {
    return {
      history: (id) => Promise.resolve(this.#room(id).page(50)),
      receipts: (id) => Promise.resolve(this.#room(id).receipts()),
      members: (id) => Promise.resolve({ members: this.#room(id).members(), users: {} }),
      room: (id) => Promise.resolve(this.#room(id).summary()),
    };
  }

  #sync(positions: Readonly<Record<string, number>>): SyncAnswer {
    this.asked.push(Object.keys(positions));
    const rooms: Record<string, SyncResult> = {};
    let left = eventsPerSync;
    for (const [id, since] of Object.entries(positions)) {
      const limit = Math.min(left, eventsPerRoom);
      const fits = limit > 0 ? this.#room(id).changes(since, limit) : { events: [], version: since, more: true };
      const result = this.answer(id, fits);
      if (result && "events" in result) left -= result.events.length;
      if (result) rooms[id] = result;
    }
    return { rooms };
  }
}
