import { roomKey, userKey } from "../../entities/refs.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { Stores } from "../../ports/unit-of-work.ts";
import type { Relay } from "../../relay/relay.ts";

const perQuery = 500;

/**
 * Compares what this gateway has let through with where the rooms and users stand, so that a live event that was
 * lost without a trace is found with no reconnect and no further traffic.
 */
export class CheckHeads {
  readonly #relay: Relay;
  readonly #stores: Stores;
  readonly #telemetry: Telemetry;

  constructor(relay: Relay, stores: Stores, telemetry: Telemetry) {
    this.#relay = relay;
    this.#stores = stores;
    this.#telemetry = telemetry;
  }

  /** Never rejects: the next check has another chance. */
  async execute(): Promise<void> {
    try {
      for (const relays of inChunks(this.#relay.rooms)) await this.#checkRooms(relays);
      for (const relays of inChunks(this.#relay.users)) await this.#checkUsers(relays);
    } catch (error) {
      this.#telemetry.setback("the head check", error);
    }
  }

  async #checkRooms(relays: Relay["rooms"]): Promise<void> {
    const positions = await this.#stores.rooms.positions(relays.map(({ ref }) => ref));
    const heads = new Map(positions.map((position) => [roomKey(position.ref), position]));
    for (const relay of relays) {
      const head = heads.get(roomKey(relay.ref));
      await relay.check(head?.version ?? 0);
      await relay.marks.check(head?.marks ?? 0);
    }
  }

  async #checkUsers(relays: Relay["users"]): Promise<void> {
    const versions = await this.#stores.users.versions(relays.map(({ user }) => user));
    for (const user of versions) this.#relay.tokens.hear(user, user.terms);
    const heads = new Map(versions.map((user) => [userKey(user), user.version]));
    for (const relay of relays) await relay.check(heads.get(userKey(relay.user)) ?? 0);
  }
}

const inChunks = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / perQuery) }, (_, index) =>
    all.slice(index * perQuery, (index + 1) * perQuery),
  );
