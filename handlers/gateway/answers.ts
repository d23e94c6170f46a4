import type { Accepted, SyncAnswer } from "../../client/src/contract.ts";
import type { Identity } from "../../core/entities/user.ts";
import { parse } from "../wire/parse.ts";
import { authRequest, deleteRequest, sendRequest, syncRequest } from "../wire/socket.ts";
import type { GatewayUseCases } from "./use-cases.ts";

/** What an answer needs to know of the session that asked. */
interface Asking {
  readonly identity: Identity;
  renew(identity: Identity): void;
}

const send = async ({ sendMessage }: GatewayUseCases, { identity }: Asking, payload: unknown): Promise<Accepted> => {
  const { command } = await sendMessage.execute({ author: identity, ...parse(sendRequest, payload) });
  return { id: command.id, roomId: command.room.roomId, status: "accepted" };
};

const deleteIt = async (
  { spendBudget, deleteMessage }: GatewayUseCases,
  { identity }: Asking,
  payload: unknown,
): Promise<Accepted> => {
  const { commandId, ...named } = parse(deleteRequest, payload);
  await spendBudget.execute({ user: identity, costs: [{ name: "changes-per-user", points: 1 }] });
  const { id, room } = await deleteMessage.execute({
    author: identity,
    ...named,
    ...(commandId !== undefined && { id: commandId }),
  });
  return { id, roomId: room.roomId, status: "accepted" };
};

const sync = async (
  { spendBudget, syncRooms }: GatewayUseCases,
  { identity }: Asking,
  payload: unknown,
): Promise<SyncAnswer> => {
  const { rooms } = parse(syncRequest, payload);
  await spendBudget.execute({ user: identity, costs: [{ name: "reads-per-user", points: 1 }] });
  const answers = await syncRooms.execute({ reader: identity, rooms: new Map(Object.entries(rooms)) });
  return { rooms: Object.fromEntries(answers) };
};

const auth = async ({ authenticate }: GatewayUseCases, asking: Asking, payload: unknown): Promise<object> => {
  asking.renew(await authenticate.execute(parse(authRequest, payload).token));
  return {};
};

/** One per event that a client may send. */
export const answers = { send, delete: deleteIt, sync, auth };
