import type { AckRefusal, Bye } from "../../client/src/contract.ts";
import type { ChatSocket } from "./chat-server.ts";
import { drop, isTooSlow } from "./flow.ts";

/** What one connection's client asks and is answered. */
export interface Conversation {
  /** The session is open once it resolves; the connection ends when it rejects. */
  open(): Promise<void>;
  /** Once, after `open` has settled. */
  close(): void;
  /** The answer to an event, also to one that does not exist; never rejects. */
  answer(event: string, payload: unknown): Promise<object>;
}

/** A client that has more of them under way is told to come again with the rest. */
const maxPending = 256;

const busy: AckRefusal = {
  ok: false,
  code: "unavailable",
  message: "Too much is waiting on this connection; await the acks.",
  retryAfterMs: 1_000,
};

export const broken: Bye = { code: "internal", message: "The session could not be opened.", retry: "later" };

export const end = (socket: ChatSocket, bye: Bye): void => {
  socket.emit("bye", bye);
  socket.disconnect(true);
};

/** @returns resolves when the session is open, or could not be opened; never rejects. */
export const converse = (
  socket: ChatSocket,
  conversation: Conversation,
  onUnexpected: (error: unknown) => void,
): Promise<void> => {
  const opened = conversation.open().catch((error: unknown) => {
    onUnexpected(error);
    end(socket, broken);
  });
  socket.on("disconnect", () => {
    void opened.then(() => {
      conversation.close();
    });
  });
  answerInOrder(socket, conversation);
  return opened;
};

/** One after another: three commands at once would reach the queue in any order. */
const answerInOrder = (socket: ChatSocket, conversation: Conversation): void => {
  let turn: Promise<unknown> = Promise.resolve();
  let pending = 0;
  socket.onAny((event: string, ...args: unknown[]) => {
    const ack = args.find((arg) => typeof arg === "function") as ((answer: object) => void) | undefined;
    if (pending >= maxPending) {
      ack?.(busy);
      return;
    }
    const payload = args.find((arg) => typeof arg !== "function");
    pending += 1;
    turn = turn.then(async () => {
      pending -= 1;
      if (isTooSlow(socket)) drop(socket);
      if (socket.connected) ack?.(await conversation.answer(event, payload));
    });
  });
};
