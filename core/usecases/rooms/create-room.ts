import type { Actor } from "../../entities/actor.ts";
import type { Limits, LimitsOf } from "../../entities/limits.ts";
import { roomOf } from "../../entities/refs.ts";
import type { History, LockedRoom, RoomKind, RoomProfile, RoomSummary } from "../../entities/room.ts";
import { pairOf, shownToReader } from "../../entities/room.ts";
import { assertService } from "../../entities/permissions.ts";
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
import { refuseBlocked } from "../../transactions/refuse-blocked.ts";

export interface CreateRoomInput extends RoomProfile {
  readonly creator: Actor;
  /** Made here when absent. */
  readonly id?: string;
  readonly kind: RoomKind;
  readonly history?: History;
  /** Other members; the creator is one in any case, but for a service. A `direct` room takes exactly one other; of a service, two. */
  readonly members: readonly string[];
  /** Of a room that a service makes; nobody when absent. */
  readonly owner?: string;
}

export interface CreatedRoom {
  readonly room: RoomSummary;
  readonly users: Users;
  /** False when the room was there already, by the same id or for the same pair. */
  readonly created: boolean;
}

interface Founder {
  readonly userId: string;
  readonly role: "owner" | "member";
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
  readonly #limitsOf: LimitsOf;

  constructor(unitOfWork: UnitOfWork, stores: Stores, broadcaster: Broadcaster, ids: IdGenerator, limitsOf: LimitsOf) {
    this.#unitOfWork = unitOfWork;
    this.#stores = stores;
    this.#broadcaster = broadcaster;
    this.#ids = ids;
    this.#limitsOf = limitsOf;
  }

  /** The same id, or the same pair, again gives the room that is there. @throws ChatError `invalid_input`, `id_taken`, `blocked`, `too_many_rooms`, `room_full` */
  async execute(input: CreateRoomInput): Promise<CreatedRoom> {
    if (input.owner !== undefined) assertService(input.creator, "owner");
    const founders = foundersOf(input);
    const room = this.#newRoom(input, founders);
    const limits = this.#limitsOf(input.creator.tenantId);
    const made = await this.#unitOfWork.run((stores) => make(stores, limits, room, input.creator, founders));
    await this.#broadcaster.publish(made.notices, announceMs);
    const summary = await this.#stores.rooms.summary(made.ref, input.creator.userId);
    if (!summary) throw roomNotFound();
    const named = [input.creator.userId, ...(summary.peer ? [summary.peer] : [])];
    const users = await this.#stores.users.profiles(input.creator.tenantId, named);
    return { room: shownToReader(summary, input.creator), users, created: made.created };
  }

  #newRoom(input: CreateRoomInput, founders: readonly Founder[]): NewRoom {
    const { creator, id, kind, members: _, owner, ...profile } = input;
    const ref = roomOf(creator, id ?? this.#ids.uuid());
    if (kind !== "direct") return { ref, kind, ...profile };
    const [field] = Object.keys(owner === undefined ? profile : { owner });
    if (field !== undefined) throw invalid(field, `A direct room has no ${field} of its own.`);
    const [one, other] = founders;
    if (!one || !other || founders.length > 2) {
      throw invalid("members", `A direct room takes exactly ${creator.isService ? "two users" : "one other user"}.`);
    }
    return { ref, kind, pair: pairOf(one.userId, other.userId) };
  }
}

const invalid = (path: string, message: string): ChatError =>
  new ChatError("invalid_input", message, { errors: [{ path, code: "bad_format", message }] });

/** Whoever has the room comes first. A service makes rooms for others. */
const foundersOf = ({ creator, kind, members, owner }: CreateRoomInput): readonly Founder[] => {
  const first = creator.isService ? owner : creator.userId;
  const userIds = [...new Set(first === undefined ? members : [first, ...members])];
  return userIds.map((userId) => ({ userId, role: kind !== "direct" && userId === first ? "owner" : "member" }));
};

const make = async (
  stores: Stores,
  limits: Limits,
  room: NewRoom,
  creator: Actor,
  founders: readonly Founder[],
): Promise<Made> => {
  const inserted = await stores.rooms.insert(room);
  if (!inserted) return { ref: (await existing(stores, room, creator)).ref, notices: [], created: false };
  const { ref, kind, pair } = room;
  const locked = { ref, kind, ...(pair && { pair }), seq: 0, version: 1, memberCount: 0 };
  const { notices } = await beginMemberships(stores, limits, locked, founders);
  const added = founders.filter(({ userId }) => userId !== creator.userId);
  await refuseBlocked(
    stores,
    creator,
    added.map(({ userId }) => userId),
  );
  await stores.audit.record([
    { actor: creator, action: "room.created", room: room.ref, details: { kind: room.kind } },
    ...added.map(({ userId: target }) => ({ actor: creator, action: "member.added" as const, room: room.ref, target })),
  ]);
  return { ref: room.ref, notices, created: true };
};

/** The room that was there first, if it is the one that the caller means. */
const existing = async (stores: Stores, room: NewRoom, creator: Actor): Promise<LockedRoom> => {
  const samePair = room.pair && (await stores.rooms.lockPair(creator.tenantId, room.pair));
  if (samePair) return samePair;
  const sameId = await stores.rooms.lock(room.ref);
  const isOurs = creator.isService ?? isCurrent(await stores.members.find(room.ref, creator.userId));
  if (sameId?.kind !== room.kind || room.kind === "direct" || !isOurs) throw new ChatError("id_taken");
  return sameId;
};
