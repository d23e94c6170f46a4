import type { ChatApi } from "./api.ts";
import { LIMITS } from "./contract.ts";
import type { ListQuery } from "./queries.ts";
import type { FreshRoom } from "./room-reducer.ts";
import type { ReadReceipts } from "./watermarks.ts";

export type RoomApi = Pick<ChatApi, "history" | "members" | "receipts" | "room">;

/** Members beyond these pages, and their receipts, are not read when a room is opened. */
const mostPages = 5;

/** @returns the pages, and whether they are all. */
const readPages = async <Page extends { readonly cursor?: string }>(
  read: (query: ListQuery) => Promise<Page>,
): Promise<{ readonly pages: readonly Page[]; readonly complete: boolean }> => {
  const pages: Page[] = [];
  for (let query: ListQuery = { limit: LIMITS.pageSize }; pages.length < mostPages;) {
    const page = await read(query);
    pages.push(page);
    if (page.cursor === undefined) return { pages, complete: true };
    query = { ...query, cursor: page.cursor };
  }
  return { pages, complete: false };
};

/** What the later pages hold is newer than where the first one says that the marks stand, never older. */
export const readReceipts = async (api: RoomApi, roomId: string): Promise<ReadReceipts> => {
  const { pages } = await readPages((query) => api.receipts(roomId, query));
  return { receipts: pages.flatMap(({ receipts }) => receipts), marks: pages[0]?.marks ?? 0 };
};

/**
 * A room from scratch. The page comes first: what is read after it can only be newer, and the events that follow the
 * page's `version` make it even. The other way round a change between the two would be missed for ever.
 */
export const readRoom = async (api: RoomApi, roomId: string): Promise<FreshRoom> => {
  const page = await api.history(roomId);
  const [room, members, receipts] = await Promise.all([
    api.room(roomId),
    readPages((query) => api.members(roomId, query)),
    readReceipts(api, roomId),
  ]);
  const rows = members.pages.flatMap((each) => each.members);
  return { page, room, members: rows, membersComplete: members.complete, receipts };
};
