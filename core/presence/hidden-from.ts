import type { Actor } from "../entities/actor.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** Whether the viewer is shown the user as one who does not exist. */
export type IsHidden = (viewer: Actor, userId: string) => boolean;

/** A user id holds no control character. */
const pairOf = (viewerId: string, userId: string): string => `${viewerId}\n${userId}`;

/**
 * Who is shown whose presence is decided here, and nowhere else: not those of whom one has blocked the other. A service is
 * shown everybody's.
 * @param viewers of one tenant, which is the users'
 */
export const hiddenFrom = async (
  { blocks }: Pick<Stores, "blocks">,
  viewers: readonly Actor[],
  userIds: readonly string[],
): Promise<IsHidden> => {
  const users = viewers.filter(({ isService }) => !isService);
  const [first] = users;
  if (!first || userIds.length === 0) return () => false;
  const viewerIds = [...new Set(users.map(({ userId }) => userId))];
  const found = await blocks.pairs(first.tenantId, viewerIds, userIds);
  const pairs = new Set(found.map(([viewerId, userId]) => pairOf(viewerId, userId)));
  return (viewer, userId) => !viewer.isService && pairs.has(pairOf(viewer.userId, userId));
};
