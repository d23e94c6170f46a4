import type { RoomRef } from "../entities/refs.ts";
import { ChatError } from "../errors.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** Who is banned does not come in, whoever brings them. @throws ChatError `banned`, naming one of them */
export const refuseBanned = async ({ bans }: Stores, ref: RoomRef, userIds: readonly string[]): Promise<void> => {
  const [banned] = await bans.inForce(ref, userIds);
  if (banned !== undefined) throw new ChatError("banned", `The user ${banned} is banned from this room.`);
};
