import type { Actor } from "../../entities/actor.ts";
import type { Presence } from "../../entities/presence.ts";
import { hidden, presenceOf } from "../../entities/presence.ts";
import type { PresenceStore } from "../../ports/presence-store.ts";
import type { PresenceStores } from "../../presence/hidden-from.ts";
import { hiddenFrom } from "../../presence/hidden-from.ts";

export interface GetPresenceInput {
  readonly viewer: Actor;
  /** 1 to 100. */
  readonly userIds: readonly string[];
}

/** How users of the viewer's tenant stand now, in the order asked for; who does not exist is offline. */
export class GetPresence {
  readonly #stores: PresenceStores;
  readonly #store: PresenceStore;

  constructor(stores: PresenceStores, store: PresenceStore) {
    this.#stores = stores;
    this.#store = store;
  }

  /** @throws ChatError `unavailable`; StorageFailure */
  async execute({ viewer, userIds }: GetPresenceInput): Promise<readonly Presence[]> {
    const { tenantId } = viewer;
    const asked = [...new Set(userIds)];
    const [sightings, isHidden] = await Promise.all([
      this.#store.see(asked.map((userId) => ({ tenantId, userId }))),
      hiddenFrom(this.#stores, [viewer], asked),
    ]);
    return sightings.map((sighting) => {
      const { userId } = sighting.user;
      return isHidden(viewer, userId) ? hidden(userId) : presenceOf(sighting);
    });
  }
}
