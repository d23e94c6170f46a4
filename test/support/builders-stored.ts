import { randomUUID } from "node:crypto";
import { planBeginnings, planEnding } from "../../core/entities/membership.ts";
import type { Message } from "../../core/entities/message.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { LockedRoom } from "../../core/entities/room.ts";
import type { RoomSettings } from "../../core/entities/room-settings.ts";
import type { NewRoom } from "../../core/ports/room-store.ts";
import type { Stores, UnitOfWork } from "../../core/ports/unit-of-work.ts";
import { storesOn, PostgresUnitOfWork } from "../../infra/postgres/unit-of-work.ts";
import type { Database } from "../../infra/postgres/database.ts";
import { aTenant, digestOf, noon } from "./builders.ts";

/** Everything that is kept, as the core sees it. */
export interface Kept {
  readonly unitOfWork: UnitOfWork;
  /** Outside of any transaction. */
  readonly stores: Stores;
  close(): Promise<void>;
}

export const keptIn = (database: Database): Kept => ({
  unitOfWork: new PostgresUnitOfWork(database),
  stores: storesOn(database),
  close: () => database.close(),
});

/** A tenant of a test's own with rooms, members and messages, stored through the ports. */
export class StoredTenant {
  readonly tenantId = aTenant();
  readonly #kept: Kept;

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  ref(roomId = "lobby"): RoomRef {
    return { tenantId: this.tenantId, roomId };
  }

  user(userId: string): UserRef {
    return { tenantId: this.tenantId, userId };
  }

  /** A room, whose first member owns it; it stands at version 1 plus one for each member. */
  async room(members: readonly string[], roomId = "lobby", more: Partial<NewRoom> = {}): Promise<RoomRef> {
    const ref = this.ref(roomId);
    await this.#kept.unitOfWork.run((stores) => stores.rooms.insert({ ref, kind: "group", ...more }));
    if (members.length > 0) await this.add(members, roomId);
    return ref;
  }

  add(userIds: readonly string[], roomId = "lobby"): Promise<void> {
    return this.#change(roomId, async (stores, room) => {
      await stores.users.ensure(this.tenantId, userIds);
      const versions = await stores.users.bump(this.tenantId, userIds);
      const beginners = userIds.map((userId, index) => ({
        userId,
        role: room.memberCount + index === 0 ? ("owner" as const) : ("member" as const),
        userVersion: versions.get(userId) ?? 0,
      }));
      const { rows, counters } = planBeginnings(room, beginners);
      await stores.members.begin(room.ref, rows);
      await stores.rooms.saveCounters([{ ref: room.ref, active: false, ...counters }]);
    });
  }

  remove(userId: string, roomId = "lobby"): Promise<void> {
    return this.#change(roomId, async (stores, room) => {
      const versions = await stores.users.bump(this.tenantId, [userId]);
      const userVersion = versions.get(userId) ?? 0;
      const ended = await stores.members.end(room.ref, userId, room.version + 1, userVersion);
      await stores.rooms.saveCounters([
        { ref: room.ref, active: false, ...planEnding(room, ended, userVersion).counters },
      ]);
    });
  }

  /** Everything above that `seq` is unread again; `null` takes it back. @returns the member's settings */
  mark(userId: string, marker: number | null, roomId = "lobby"): Promise<RoomSettings> {
    return this.#kept.unitOfWork.run(async ({ settings, users }) => {
      const version = (await users.bump(this.tenantId, [userId])).get(userId) ?? 0;
      return settings.change(this.ref(roomId), userId, { marker }, version);
    });
  }

  /** One message for each text, in this order. */
  async post(
    texts: readonly string[],
    roomId = "lobby",
    authorId = "alice",
    mentions: readonly string[] = [],
  ): Promise<readonly Message[]> {
    return this.#change(roomId, async (stores, room) => {
      const messages = texts.map((text, index): Message => {
        const [seq, version] = [room.seq + index + 1, room.version + index + 1];
        const id = randomUUID();
        return { id, roomId, seq, version, authorId, text, ...(mentions.length > 0 && { mentions }), createdAt: noon };
      });
      await stores.messages.insert(
        messages.map((message) => ({ room: room.ref, message, digest: digestOf(message.text) })),
      );
      const [seq, version] = [room.seq + texts.length, room.version + texts.length];
      await stores.rooms.saveCounters([{ ...room, seq, version, active: true }]);
      return messages;
    });
  }

  #change<T>(roomId: string, work: (stores: Stores, room: LockedRoom) => Promise<T>): Promise<T> {
    return this.#kept.unitOfWork.run(async (stores) => {
      const room = await stores.rooms.lock(this.ref(roomId));
      if (!room) throw new TypeError(`Make the room ${roomId} first.`);
      return work(stores, room);
    });
  }
}

/** Messages 1 to `count` by their numbers. */
export const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index + 1}`);

/** An object with some of its methods replaced; a class's own fields stay out of sight, so it cannot be copied. */
export const overriding = <T extends object>(whole: T, parts: Partial<T>): T =>
  new Proxy(whole, {
    get: (target, name) => {
      const value: unknown = Reflect.get(parts, name) ?? Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
