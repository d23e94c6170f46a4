import type { Command } from "../../core/entities/command.ts";
import type { ListMessagesInput } from "../../core/usecases/messages/list-messages.ts";
import type { Input } from "../wire/operation.ts";
import type { Operations } from "../wire/operations.ts";
import { budgetHeaders } from "./budget-headers.ts";
import type { Asked, Handlers } from "./handler.ts";
import { secondsToWait } from "./prefer.ts";
import type { HttpUseCases } from "./use-cases.ts";

type Needed = Pick<HttpUseCases, "sendMessage" | "deleteMessage" | "awaitCommand" | "listMessages" | "getMessage">;

export const messages = (use: Needed): Handlers<"postMessage" | "listMessages" | "getMessage" | "deleteMessage"> => ({
  async postMessage(asked) {
    const { command, standings } = await use.sendMessage.execute({
      author: asked.caller,
      ...asked.params,
      ...asked.body,
    });
    for (const [name, value] of budgetHeaders(standings)) asked.header(name, value);
    const { id, room } = command;
    asked.header("location", `/v1/rooms/${room.roomId}/messages/${id}`);
    const message = await waitFor(use, command, asked);
    if (message) return { status: 201, body: message };
    return { status: 202, body: { id, roomId: room.roomId, status: "accepted" } };
  },

  async listMessages({ caller, params, query: { limit, ...edges } }) {
    const window = windowOf(edges);
    return { status: 200, body: await use.listMessages.execute({ reader: caller, ...params, window, limit }) };
  },

  async getMessage({ caller, params }) {
    return { status: 200, body: await use.getMessage.execute({ reader: caller, ...params }) };
  },

  async deleteMessage(asked) {
    const { caller, params, idempotencyKey: id } = asked;
    const command = await use.deleteMessage.execute({ author: caller, ...params, ...(id !== undefined && { id }) });
    const tombstone = await waitFor(use, command, asked);
    if (tombstone) return { status: 200, body: tombstone };
    return { status: 202, body: { id: command.id, roomId: params.roomId, status: "accepted" } };
  },
});

type Waiting = Pick<Asked<"postMessage" | "deleteMessage">, "prefer" | "header">;

const waitFor = async (use: Needed, command: Command, { prefer, header }: Waiting) => {
  const seconds = secondsToWait(prefer);
  if (seconds === undefined) return undefined;
  header("preference-applied", `wait=${seconds}`);
  return use.awaitCommand.execute(command, seconds * 1_000);
};

type Edges = Omit<Input<Operations["listMessages"]>["query"], "limit">;

const windowOf = ({ before, after, around }: Edges): ListMessagesInput["window"] => {
  if (before !== undefined) return { at: "before", seq: before };
  if (after !== undefined) return { at: "after", seq: after };
  return around === undefined ? { at: "end" } : { at: "around", seq: around };
};
