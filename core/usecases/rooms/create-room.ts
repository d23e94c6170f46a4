import type { Actor } from "../../entities/actor.ts";
import { roomOf } from "../../entities/refs.ts";
import type { LockedRoom, RoomKind, RoomProfile, RoomSummary } from "../../entities/room.ts";
import { pairOf } from "../../entities/room.ts";
import { isCurrent } from "../../entities/member.ts";
import type { Notice } from "../../entities/notice.ts";
import type { Users } from "../../entities/user.ts";
import { ChatError, roomNotFound } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { NewRoom } from "../../ports/room-store.ts";
import type { IdGenerator } from "../../ports/runtime.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { beginMemberships } from "../../transactions/begin-memberships.ts";

export interface CreateRoomInput extends RoomProfile {
  readonly creator: Actor;
  /** Made here when absent. */
  readonly id?: string;
  readonly kind: RoomKind;
  /** Other members; the creator is one in any case. A `direct` room takes exactly one other. */
  readonly members: readonly string[];
}

export interface CreatedRoom {
  readonly room: RoomSummary;
  readonly users: Users;
  /** False when the room was there already, by the same id or for the same pair. */
  readonly created: boolean;
}

interface Made {
  readonly ref: LockedRoom["ref"];
  readonly notices: readonly Notice[];
  readonly created: boolean;
}

export class CreateRoom {
  readonly #unitOfWork: UnitOfWork;
  readonly #stores: Stores;
  readonly #broadcaster: Broadcaster;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, stores: Stores, broadcaster: Broadcaster, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#stores = stores;
    this.#broadcaster = broadcaster;
    this.#ids = ids;
  }

  /** The same id, or the same pair, again gives the room that is there. @throws ChatError `invalid_input`, `id_taken` */
  async execute(input: CreateRoomInput): Promise<CreatedRoom> {
    const others = [...new Set(input.members)].filter((userId) => userId !== input.creator.userId);
    const room = this.#newRoom(input, others);
    const made = await this.#unitOfWork.run((stores) => make(stores, room, input.creator, others));
    await this.#broadcaster.publish(made.notices, announceMs);
    const summary = await this.#stores.rooms.summary(made.ref, input.creator.userId);
    if (!summary) throw roomNotFound();
    const named = [input.creator.userId, ...(summary.peer ? [summary.peer] : [])];
    const users = await this.#stores.users.profiles(input.creator.tenantId, named);
    return { room: summary, users, created: made.created };
  }

  #newRoom(input: CreateRoomInput, others: readonly string[]): NewRoom {
    const { creator, id, kind, members: _, ...profile } = input;
    const ref = roomOf(creator, id ?? this.#ids.uuid());
    if (kind !== "direct") return { ref, kind, ...profile };
    const [other] = others;
    if (other === undefined || others.length > 1) {
      throw invalid("members", "A direct room takes exactly one other user.");
    }
    const [field] = Object.keys(profile);
    if (field !== undefined) throw invalid(field, `A direct room has no ${field} of its own.`);
    return { ref, kind, pair: pairOf(creator.userId, other) };
  }
}

const invalid = (path: string, message: string): ChatError =>
  new ChatError("invalid_input", message, { errors: [{ path, code: "bad_format", message }] });

const make = async (stores: Stores, room: NewRoom, creator: Actor, others: readonly string[]): Promise<Made> => {
  const inserted = await stores.rooms.insert(room);
  if (!inserted) return { ref: (await existing(stores, room, creator)).ref, notices: [], created: false };
  const locked = { ...room, seq: 0, version: 1, memberCount: 0 };
  const { notices } = await beginMemberships(stores, locked, [
    { userId: creator.userId, role: room.kind === "direct" ? "member" : "owner" },
    ...others.map((userId) => ({ userId, role: "member" as const })),
  ]);
  await stores.audit.record([
    { actor: creator, action: "room.created", room: room.ref, details: { kind: room.kind } },
    ...others.map((target) => ({ actor: creator, action: "member.added" as const, room: room.ref, target })),
  ]);
  return { ref: room.ref, notices, created: true };
};

/** The room that was there first, if it is the one that the caller means. */
const existing = async (stores: Stores, room: NewRoom, creator: Actor): Promise<LockedRoom> => {
  const samePair = room.pair && (await stores.rooms.lockPair(creator.tenantId, room.pair));
  if (samePair) return samePair;
  const sameId = await stores.rooms.lock(room.ref);
  const member = await stores.members.find(room.ref, creator.userId);
  if (sameId?.kind !== room.kind || room.kind === "direct" || !isCurrent(member)) throw new ChatError("id_taken");
  return sameId;
};
