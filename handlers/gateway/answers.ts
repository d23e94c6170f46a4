import type { Accepted, PresenceAnswer, SyncAnswer, TypingAnswer } from "../../client/src/contract.ts";
import type { Actor } from "../../core/entities/actor.ts";
import type { Identity } from "../../core/entities/user.ts";
import { parse } from "../wire/parse.ts";
import {
  authRequest,
  deleteRequest,
  presenceRequest,
  receiptsRequest,
  sendRequest,
  syncRequest,
  typingRequest,
} from "../wire/socket.ts";
import type { GatewayUseCases } from "./use-cases.ts";

/** What an answer needs to know of the session that asked. */
interface Asking {
  readonly sessionId: string;
  readonly actor: Actor;
  renew(identity: Identity): void;
}

const send = async ({ sendMessage }: GatewayUseCases, { actor }: Asking, payload: unknown): Promise<Accepted> => {
  const { command } = await sendMessage.execute({ author: actor, ...parse(sendRequest, payload) });
  return { id: command.id, roomId: command.room.roomId, status: "accepted" };
};

const deleteIt = async (
  { spendBudget, deleteMessage }: GatewayUseCases,
  { actor }: Asking,
  payload: unknown,
): Promise<Accepted> => {
  const { commandId, ...named } = parse(deleteRequest, payload);
  await spendBudget.execute({ user: actor, costs: [{ name: "changes-per-user", points: 1 }] });
  const { id, room } = await deleteMessage.execute({
    author: actor,
    ...named,
    ...(commandId !== undefined && { id: commandId }),
  });
  return { id, roomId: room.roomId, status: "accepted" };
};

const receipts = async (
  { sendReceipts }: GatewayUseCases,
  { sessionId, actor }: Asking,
  payload: unknown,
): Promise<object> => {
  await sendReceipts.execute({ sessionId, member: actor, receipts: parse(receiptsRequest, payload) });
  return {};
};

const sync = async (
  { spendBudget, syncRooms }: GatewayUseCases,
  { actor }: Asking,
  payload: unknown,
): Promise<SyncAnswer> => {
  const { rooms } = parse(syncRequest, payload);
  await spendBudget.execute({ user: actor, costs: [{ name: "reads-per-user", points: 1 }] });
  const answers = await syncRooms.execute({ reader: actor, rooms: new Map(Object.entries(rooms)) });
  return { rooms: Object.fromEntries(answers) };
};

const typing = ({ showTyping }: GatewayUseCases, { actor }: Asking, payload: unknown): Promise<TypingAnswer> =>
  showTyping.execute({ typist: actor, ...parse(typingRequest, payload) });

const presence = async (
  { spendBudget, watchPresence }: GatewayUseCases,
  { actor, sessionId }: Asking,
  payload: unknown,
): Promise<PresenceAnswer> => {
  const asked = parse(presenceRequest, payload);
  await spendBudget.execute({ user: actor, costs: [{ name: "reads-per-user", points: 1 }] });
  return { presences: await watchPresence.execute({ viewer: actor, sessionId, ...asked }) };
};

const auth = async ({ authenticate }: GatewayUseCases, asking: Asking, payload: unknown): Promise<object> => {
  asking.renew(await authenticate.execute(parse(authRequest, payload).token));
  return {};
};

/** One per event that a client may send. */
export const answers = { send, delete: deleteIt, receipts, sync, typing, presence, auth };
