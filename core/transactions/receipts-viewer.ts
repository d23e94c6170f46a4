import type { Actor } from "../entities/actor.ts";
import { userKey } from "../entities/refs.ts";
import type { RoomTerms } from "../entities/room.ts";
import type { ReceiptsViewer } from "../entities/shown-watermarks.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** As whom a reader of a room is shown how far its members have come; nobody for a service, which is shown all. */
export const receiptsViewer = async (
  users: Pick<Stores["users"], "privacy">,
  reader: Actor,
  room: Pick<RoomTerms, "privacy">,
): Promise<ReceiptsViewer | undefined> => {
  if (reader.isService) return undefined;
  const privacy = (await users.privacy([reader])).get(userKey(reader));
  return { userId: reader.userId, hides: { ...privacy, ...room.privacy } };
};
