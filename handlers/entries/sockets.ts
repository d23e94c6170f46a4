import type { GatewayDeps } from "../gateway/session.ts";
import { draining } from "../gateway/byes.ts";
import { greet } from "../gateway/greet.ts";
import { Session } from "../gateway/session.ts";
import { bindConnections } from "../../infra/socketio/bind.ts";
import type { ChatServer } from "../../infra/socketio/live-sessions.ts";

/** Clients come back spread over this many milliseconds. */
const reconnectWindowMs = 2_000;

export const bindSockets = (io: ChatServer, deps: GatewayDeps): void => {
  bindConnections(io, {
    greet: async (auth) => {
      const greeted = await greet(deps.useCases, auth, (error) => {
        deps.onUnexpected(error);
      });
      return "refused" in greeted ? greeted : { begin: (connection) => new Session(deps, connection, greeted) };
    },
    onUnexpected: (error) => {
      deps.onUnexpected(error);
    },
  });
};

/** Tells every client when to come back, and closes; also closes the HTTP server below. */
export const drainSockets = async (io: ChatServer): Promise<void> => {
  for (const socket of io.sockets.sockets.values()) {
    socket.emit("bye", draining(Math.floor(Math.random() * reconnectWindowMs)));
    socket.disconnect(true);
  }
  await io.close();
};
