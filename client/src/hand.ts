import type { ChatApi } from "./api.ts";
import type { Command } from "./command.ts";
import type { Connection } from "./connection.ts";
import type { Accepted, Message } from "./contract.ts";

const waitSeconds = 5;

/** Hands a command to the server, once: over the connection while there is one, else by HTTP. */
export const hand = (command: Command, connection: Connection, api: ChatApi): Promise<Accepted | Message> => {
  const { roomId, id, messageId, wish } = command;
  if (wish.kind === "delete") {
    return connection.online
      ? connection.delete({ roomId, messageId, commandId: id })
      : api.deleteMessage(roomId, messageId, { commandId: id, waitSeconds });
  }
  const request = { id, ...wish.said };
  return connection.online ? connection.send({ roomId, ...request }) : api.postMessage(roomId, request, waitSeconds);
};
