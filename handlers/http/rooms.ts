import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

type Served =
  | "createRoom"
  | "listRooms"
  | "listChannels"
  | "getRoom"
  | "changeRoom"
  | "deleteRoom"
  | "changeSettings"
  | "readChanges";

export const rooms = (use: Pick<HttpUseCases, Served>): Handlers<Served> => ({
  async createRoom({ caller, body, header }) {
    const { room, created } = await use.createRoom.execute({ ...body, creator: caller, members: body.members ?? [] });
    header("location", `/v1/rooms/${room.id}`);
    return created ? { status: 201, body: room } : { status: 200, body: room };
  },

  async listRooms({ caller, query }) {
    return { status: 200, body: await use.listRooms.execute({ reader: caller, ...query }) };
  },

  async listChannels({ caller, query }) {
    return { status: 200, body: await use.listChannels.execute({ reader: caller, ...query }) };
  },

  async getRoom({ caller, params }) {
    return { status: 200, body: await use.getRoom.execute({ reader: caller, ...params }) };
  },

  async changeRoom({ caller, params, body }) {
    return { status: 200, body: await use.changeRoom.execute({ actor: caller, ...params, change: body }) };
  },

  async deleteRoom({ caller, params }) {
    await use.deleteRoom.execute({ actor: caller, ...params });
    return { status: 204 };
  },

  async changeSettings({ caller, params, body }) {
    return { status: 200, body: await use.changeSettings.execute({ member: caller, ...params, change: body }) };
  },

  async readChanges({ caller, params, query }) {
    return { status: 200, body: await use.readChanges.execute({ reader: caller, ...params, ...query }) };
  },
});
