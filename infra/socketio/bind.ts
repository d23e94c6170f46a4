import type { Socket } from "socket.io";
import type { Bye, ClientToServerEvents, ServerToClientEvents } from "../../client/src/contract.ts";
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
  io.use((socket, next) => {
    void handlers.greet(socket.handshake.auth).then(
      (greeting) => {
        if ("refused" in greeting) next(refusal(greeting.refused));
        else {
          begin.set(socket, (connection) => greeting.begin(connection));
          next();
        }
      },
      (error: unknown) => {
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
  // One after another: three commands at once would reach the queue in any order.
  socket.onAny((event: string, ...args: unknown[]) => {
    turn = turn.then(async () => {
      const ack = args.find((arg) => typeof arg === "function") as ((answer: object) => void) | undefined;
      const payload = args.find((arg) => typeof arg !== "function");
      ack?.(await conversation.answer(event, payload));
    });
  });
};
