import type { IncomingMessage } from "node:http";
import type { Bye } from "../../client/src/contract.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Visit } from "./admission.ts";
import { Admission } from "./admission.ts";
import type { ChatServer, ChatSocket } from "./chat-server.ts";
import type { Conn } from "./connect-deadline.ts";
import { ConnectDeadline, onOpened } from "./connect-deadline.ts";
import type { Conversation } from "./conversation.ts";
import { broken, converse, end } from "./conversation.ts";

/** A connection, as whoever answers its events sees it. */
export interface Connection {
  readonly id: string;
  /** Says why, and ends the connection. */
  end(bye: Bye): void;
}

type Greeting = { readonly refused: Bye } | { begin(connection: Connection): Conversation };

export interface ConnectionHandlers {
  /** Rejects with what the client is told. */
  greet(auth: unknown, request: IncomingMessage): Promise<Greeting>;
  onUnexpected(error: unknown): void;
}

/** Let in, and about to begin. */
interface Greeted {
  readonly visit: Visit;
  begin(connection: Connection): Conversation;
}

const oneEach: Bye = { code: "too_many_sockets", message: "A connection has one session.", retry: "never" };

/** Whoever had to be sent away comes back within these milliseconds, not all at once. */
const comeBackMs = { atLeast: 1_000, spread: 4_000 };

const crowded = (): Bye => ({
  code: "unavailable",
  message: "Too many clients are connecting; come again.",
  retry: "later",
  reconnectInMs: comeBackMs.atLeast + Math.floor(Math.random() * comeBackMs.spread),
});

/** Socket.IO hands `data` to the client's `connect_error`. */
const refusal = (bye: Bye): Error => Object.assign(new Error(bye.message), { data: bye });

/** Ties connections to their handlers, in a way that nothing a client sends can end the process. */
export const bindConnections = (io: ChatServer, clock: Clock, handlers: ConnectionHandlers): void => {
  const reception = new Reception(clock, handlers);
  onOpened(io, (conn) => {
    reception.opened(conn);
  });
  io.use((socket, next) => {
    void reception.receive(socket).then((refused) => {
      next(refused && refusal(refused));
    });
  });
  io.on("connection", (socket) => {
    reception.begin(socket);
  });
};

/** Every handshake, from the opening of its connection until its session is open. */
class Reception {
  readonly #handlers: ConnectionHandlers;
  readonly #admission: Admission;
  readonly #deadline: ConnectDeadline;
  /** Connections that have a session, or are about to. */
  readonly #taken = new WeakSet<Conn>();
  readonly #greeted = new WeakMap<ChatSocket, Greeted>();

  constructor(clock: Clock, handlers: ConnectionHandlers) {
    this.#handlers = handlers;
    this.#admission = new Admission(clock);
    this.#deadline = new ConnectDeadline(clock);
  }

  opened(conn: Conn): void {
    this.#deadline.start(conn);
  }

  /** Resolves to why it may not come in; never rejects. */
  async receive(socket: ChatSocket): Promise<Bye | undefined> {
    const { conn } = socket;
    if (this.#taken.has(conn)) return oneEach;
    this.#taken.add(conn);
    this.#deadline.stop(conn);
    const visit = this.#admission.ask();
    conn.on("close", visit.leave);
    const isAdmitted = await visit.admitted;
    // What is in work is work, also when its client has gone.
    conn.off("close", visit.leave);
    const greeting = isAdmitted ? await this.#greet(socket) : { refused: crowded() };
    if (!("refused" in greeting) && conn.readyState === "open") {
      this.#greeted.set(socket, { visit, begin: (connection) => greeting.begin(connection) });
      conn.on("close", visit.leave);
      return undefined;
    }
    visit.leave();
    this.#free(conn);
    return "refused" in greeting ? greeting.refused : undefined;
  }

  begin(socket: ChatSocket): void {
    const { conn } = socket;
    const greeted = this.#greeted.get(socket);
    if (!greeted) return;
    this.#greeted.delete(socket);
    conn.off("close", greeted.visit.leave);
    socket.once("disconnect", () => {
      this.#free(conn);
    });
    const conversation = greeted.begin({ id: socket.id, end: (bye) => end(socket, bye) });
    void converse(socket, conversation, (error) => this.#handlers.onUnexpected(error)).then(greeted.visit.leave);
  }

  async #greet(socket: ChatSocket): Promise<Greeting> {
    try {
      return await this.#handlers.greet(socket.handshake.auth, socket.request);
    } catch (error) {
      this.#handlers.onUnexpected(error);
      return { refused: broken };
    }
  }

  /** It may ask for a session again. */
  #free(conn: Conn): void {
    this.#taken.delete(conn);
    this.#deadline.start(conn);
  }
}
