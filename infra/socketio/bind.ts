import type { Socket } from "socket.io";
import type { AckRefusal, Bye, ClientToServerEvents, ServerToClientEvents } from "../../client/src/contract.ts";
import { drop, isTooSlow } from "./flow.ts";
import type { ChatServer } from "./live-sessions.ts";

/** A connection, as whoever answers its events sees it. */
export interface Connection {
  readonly id: string;
  /** Says why, and ends the connection. */
  end(bye: Bye): void;
}

/** What one connection's client asks and is answered. */
export interface Conversation {
  /** The session is open once it resolves; the connection ends when it rejects. */
  open(): Promise<void>;
  /** Once, after `open` has settled. */
  close(): void;
  /** The answer to an event, also to one that does not exist; never rejects. */
  answer(event: string, payload: unknown): Promise<object>;
}

export interface ConnectionHandlers {
  /** Rejects with what the client is told. */
  greet(auth: unknown): Promise<{ readonly refused: Bye } | { begin(connection: Connection): Conversation }>;
  onUnexpected(error: unknown): void;
}

type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

const broken: Bye = { code: "internal", message: "The session could not be opened.", retry: "later" };

/** Ties connections to their handlers, in a way that nothing a client sends can end the process. */
export const bindConnections = (io: ChatServer, handlers: ConnectionHandlers): void => {
  const begin = new WeakMap<ChatSocket, (connection: Connection) => Conversation>();
  const inUse = new WeakSet<ChatSocket["conn"]>();
  io.use((socket, next) => {
    if (inUse.has(socket.conn)) {
      next(refusal(oneEach));
      return;
    }
    inUse.add(socket.conn);
    socket.once("disconnect", () => inUse.delete(socket.conn));
    void handlers.greet(socket.handshake.auth).then(
      (greeting) => {
        if ("refused" in greeting) {
          inUse.delete(socket.conn);
          next(refusal(greeting.refused));
        } else {
          begin.set(socket, (connection) => greeting.begin(connection));
          next();
        }
      },
      (error: unknown) => {
        inUse.delete(socket.conn);
        handlers.onUnexpected(error);
        next(refusal(broken));
      },
    );
  });
  io.on("connection", (socket) => {
    const conversation = begin.get(socket)?.({ id: socket.id, end: (bye) => end(socket, bye) });
    if (conversation) converse(socket, conversation, handlers);
  });
};

/** A client that has more of them under way is told to come again with the rest. */
const maxPending = 256;

const oneEach: Bye = { code: "too_many_sockets", message: "A connection has one session.", retry: "never" };

const busy: AckRefusal = {
  ok: false,
  code: "unavailable",
  message: "Too much is waiting on this connection; await the acks.",
  retryAfterMs: 1_000,
};

/** Socket.IO hands `data` to the client's `connect_error`. */
const refusal = (bye: Bye): Error => Object.assign(new Error(bye.message), { data: bye });

const end = (socket: ChatSocket, bye: Bye): void => {
  socket.emit("bye", bye);
  socket.disconnect(true);
};

const converse = (socket: ChatSocket, conversation: Conversation, handlers: ConnectionHandlers): void => {
  const opened = conversation.open().catch((error: unknown) => {
    handlers.onUnexpected(error);
    end(socket, broken);
  });
  socket.on("disconnect", () => {
    void opened.then(() => {
      conversation.close();
    });
  });
  let turn: Promise<unknown> = Promise.resolve();
  let pending = 0;
  // One after another: three commands at once would reach the queue in any order.
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

/** Ends the connections that do not read what they are sent; they come back and ask for what they lack. */
export const dropSlow = (io: ChatServer): void => {
  for (const socket of io.sockets.sockets.values()) if (isTooSlow(socket)) drop(socket);
};
