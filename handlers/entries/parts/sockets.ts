import type { Server } from "node:http";
import type { Container } from "../../../infra/container/embedded.ts";
import { gatewayUseCases } from "../../../infra/container/resolve.ts";
import * as t from "../../../infra/container/tokens.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import { bindConnections, dropSlow } from "../../../infra/socketio/bind.ts";
import type { ChatServer } from "../../../infra/socketio/live-sessions.ts";
import type { Logger } from "../../../infra/telemetry/logger.ts";
import { draining } from "../../gateway/byes.ts";
import { greet } from "../../gateway/greet.ts";
import type { GatewayDeps } from "../../gateway/session.ts";
import { Session } from "../../gateway/session.ts";
import type { Closing } from "./closing.ts";
import { every } from "./every.ts";

/** How often a gateway compares what it has pushed with where the rooms stand, in milliseconds. */
const headCheckMs = 5_000;
/** How often connections that do not read are looked for, in milliseconds. */
const slowCheckMs = 1_000;
/** Clients come back spread over this many milliseconds. */
const reconnectWindowMs = 2_000;
/** Requests in work may end; a connection that has sent nothing, or half a request, is not waited for. */
const lettingGoMs = 3_000;

/** Live events to the sockets of this process, and their events to the use cases. */
export const serveSockets = (container: Container, io: ChatServer, logger: Logger, closing: Closing): void => {
  const relay = container.get(t.RELAY);
  container.get(t.NOTICE_SOURCE).subscribe((notice) => {
    relay.take(notice);
  });
  const heads = container.get(t.CHECK_HEADS);
  closing.add(every(systemClock, headCheckMs, () => heads.execute()));
  closing.add(every(systemClock, slowCheckMs, async () => dropSlow(io)));
  bind(io, {
    useCases: gatewayUseCases(container),
    now: () => systemClock.now(),
    after: (ms, run) => systemClock.after(ms, run),
    onUnexpected: (error) => {
      logger.error({ err: error }, "unexpected");
    },
  });
};

const bind = (io: ChatServer, deps: GatewayDeps): void => {
  const onUnexpected = (error: unknown): void => {
    deps.onUnexpected(error);
  };
  bindConnections(io, {
    greet: async (auth) => {
      const greeted = await greet(deps.useCases, auth, onUnexpected);
      return "refused" in greeted ? greeted : { begin: (connection) => new Session(deps, connection, greeted) };
    },
    onUnexpected,
  });
};

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
