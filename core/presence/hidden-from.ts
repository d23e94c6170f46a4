import type { Actor } from "../entities/actor.ts";
import { userKey } from "../entities/refs.ts";
import type { Stores } from "../ports/unit-of-work.ts";

export type PresenceStores = Pick<Stores, "blocks" | "users">;

/** Whether the viewer is shown the user as one who does not exist. */
export type IsHidden = (viewer: Actor, userId: string) => boolean;

/** A user id holds no control character. */
const pairOf = (viewerId: string, userId: string): string => `${viewerId}\n${userId}`;

/**
 * Who is shown whose presence is decided here, and nowhere else: not those of whom one has blocked the other, or turned presence
 * off. One's own is shown to oneself, and everybody's to a service.
 * @param viewers of one tenant, which is the users'
 */
export const hiddenFrom = async (
  { blocks, users }: PresenceStores,
  viewers: readonly Actor[],
  userIds: readonly string[],
): Promise<IsHidden> => {
  const people = viewers.filter(({ isService }) => !isService);
  const [first] = people;
  if (!first || userIds.length === 0) return () => false;
  const { tenantId } = first;
  const viewerIds = [...new Set(people.map(({ userId }) => userId))];
  const [found, hiders] = await Promise.all([
    blocks.pairs(tenantId, viewerIds, userIds),
    hidersAmong({ users }, tenantId, [...new Set([...viewerIds, ...userIds])]),
  ]);
  const pairs = new Set(found.map(([viewerId, userId]) => pairOf(viewerId, userId)));
  return (viewer, userId) => {
    if (viewer.isService || viewer.userId === userId) return false;
    return hiders.has(viewer.userId) || hiders.has(userId) || pairs.has(pairOf(viewer.userId, userId));
  };
};

/** Those of these users who have turned presence off. */
export const hidersAmong = async (
  { users }: Pick<Stores, "users">,
  tenantId: string,
  userIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  const privacies = await users.privacy(userIds.map((userId) => ({ tenantId, userId })));
  const hides = (userId: string) => privacies.get(userKey({ tenantId, userId }))?.presence === false;
  return new Set(userIds.filter(hides));
};
