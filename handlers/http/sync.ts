import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

export const sync = (use: Pick<HttpUseCases, "syncRooms">): Handlers<"syncRooms"> => ({
  async syncRooms({ caller, body }) {
    const rooms = await use.syncRooms.execute({ reader: caller, rooms: new Map(Object.entries(body.rooms)) });
    return { status: 200, body: { rooms: Object.fromEntries(rooms) } };
  },
});
