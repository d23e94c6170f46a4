import type { ChatApi } from "./api.ts";
import { LIMITS } from "./contract.ts";
import type { Member } from "./contract.ts";
import type { FreshRoom } from "./room-reducer.ts";

export type RoomApi = Pick<ChatApi, "history" | "members" | "room">;

/** Members beyond these pages are not read when a room is opened. */
const memberPages = 5;

const readMembers = async (api: RoomApi, roomId: string): Promise<Pick<FreshRoom, "members" | "membersComplete">> => {
  const members: Member[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < memberPages; pages += 1) {
    const page = await api.members(roomId, { limit: LIMITS.pageSize, ...(cursor === undefined ? {} : { cursor }) });
    members.push(...page.members);
    cursor = page.cursor;
    if (cursor === undefined) return { members, membersComplete: true };
  }
  return { members, membersComplete: false };
};

/**
 * A room from scratch. The page comes first: what is read after it can only be newer, and the events that follow the
 * page's `version` make it even. The other way round a change between the two would be missed for ever.
 */
export const readRoom = async (api: RoomApi, roomId: string): Promise<FreshRoom> => {
  const page = await api.history(roomId);
  const [room, members] = await Promise.all([api.room(roomId), readMembers(api, roomId)]);
  return { page, room, ...members };
};
