import type { FeedPage, MeChange, MeEvent } from "../../entities/event.ts";
import { isCurrent } from "../../entities/member.ts";
import type { UserRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ReadMyChangesInput {
  readonly user: UserRef;
  /** A version of the user, or 0. */
  readonly since: number;
  /** 1 to 200. */
  readonly limit: number;
}

/** The catch-up of `me` events: memberships that began or ended, invitations, settings. */
export class ReadMyChanges {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  execute({ user, since, limit }: ReadMyChangesInput): Promise<FeedPage<MeEvent>> {
    return this.#unitOfWork.snapshot(async (stores) => {
      const { events, ...page } = await stores.feed.meChanges(user, since, limit);
      const told: MeEvent[] = [];
      for (const change of events) told.push(await tell(stores, user, change));
      return { ...page, events: told };
    });
  }
}

const tell = async (stores: Stores, user: UserRef, change: MeChange): Promise<MeEvent> => {
  if (change.type !== "joined") return change;
  const room = await stores.rooms.summary(roomOf(user, change.roomId), user.userId);
  return room && isCurrent(room.me) ? { ...change, room } : { ...change, type: "left" };
};
