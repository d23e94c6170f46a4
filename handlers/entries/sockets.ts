import type { Server } from "node:http";
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

/** Requests in work may end; a connection that has sent nothing, or half a request, is not waited for. */
const lettingGoMs = 3_000;

/** Tells every client when to come back, and closes; also closes the HTTP server below. */
export const drainSockets = async (io: ChatServer, server: Server): Promise<void> => {
  for (const socket of io.sockets.sockets.values()) {
    socket.emit("bye", draining(Math.floor(Math.random() * reconnectWindowMs)));
    socket.disconnect(true);
  }
  const lettingGo = setTimeout(() => server.closeAllConnections(), lettingGoMs);
  await io.close();
  clearTimeout(lettingGo);
};
