import type { Cancel, Clock } from "../../core/ports/clock.ts";
import type { ChatServer, ChatSocket } from "./chat-server.ts";
import { drop } from "./flow.ts";

/** For a connection that has no session to ask for one, in milliseconds. */
const askWithinMs = 5_000;

export type Conn = ChatSocket["conn"];

/**
 * Ends connections whose clients do not ask for a session. Socket.IO's own `connectTimeout` would count on until the
 * session is granted, and so would end those that wait for their turn.
 */
export class ConnectDeadline {
  readonly #clock: Clock;
  readonly #running = new WeakMap<Conn, Cancel>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From its opening on, and again whenever it is without a session. */
  start(conn: Conn): void {
    this.stop(conn);
    if (conn.readyState !== "open") return;
    const cancel = this.#clock.after(askWithinMs, () => {
      conn.off("close", stop);
      drop({ conn });
    });
    const stop = (): void => {
      cancel();
      conn.off("close", stop);
    };
    conn.on("close", stop);
    this.#running.set(conn, stop);
  }

  /** It has asked. */
  stop(conn: Conn): void {
    this.#running.get(conn)?.();
    this.#running.delete(conn);
  }
}

interface Engine {
  on(event: "connection", run: (conn: Conn) => void): unknown;
}

/** Runs for every connection as it opens, also on what the server is attached to later. */
export const onOpened = (io: ChatServer, run: (conn: Conn) => void): void => {
  const bind = io.bind.bind(io) as (engine: Engine) => ChatServer;
  io.bind = (engine: Engine) => {
    engine.on("connection", run);
    return bind(engine);
  };
  const attached = io.engine as Engine | undefined;
  attached?.on("connection", run);
};
