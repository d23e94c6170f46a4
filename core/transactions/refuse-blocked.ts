import type { Actor } from "../entities/actor.ts";
import { ChatError } from "../errors.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/**
 * Nobody brings into a room whom they have blocked, or who has blocked them: the answer does not say who did. A service is
 * nobody's to block. @throws ChatError `blocked`, naming one of them
 */
export const refuseBlocked = async ({ blocks }: Stores, actor: Actor, userIds: readonly string[]): Promise<void> => {
  if (actor.isService || userIds.length === 0) return;
  const [blocked] = await blocks.among(actor, userIds);
  if (blocked === undefined) return;
  throw new ChatError("blocked", `One of you and the user ${blocked} has blocked the other.`);
};
