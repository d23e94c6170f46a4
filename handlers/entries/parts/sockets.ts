import type { Server } from "node:http";
import type { Bye } from "../../../client/src/contract.ts";
import type { AddressOf } from "../../../infra/caller-address.ts";
import type { Container } from "../../../infra/container/profiles.ts";
import { gatewayUseCases } from "../../../infra/container/resolve.ts";
import * as t from "../../../infra/container/tokens.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import { bindConnections } from "../../../infra/socketio/bind.ts";
import { lookAfterSlow } from "../../../infra/socketio/lag.ts";
import type { ChatServer } from "../../../infra/socketio/live-sessions.ts";
import { draining } from "../../gateway/byes.ts";
import { greet } from "../../gateway/greet.ts";
import { HeldSockets } from "../../gateway/held-sockets.ts";
import type { GatewayDeps } from "../../gateway/session.ts";
import { Session } from "../../gateway/session.ts";
import { every } from "./every.ts";
import type { Frame } from "./frame.ts";
import { checkHeadsNow, headCheck } from "./head-check.ts";
import { letGo } from "./listen.ts";

/** How often a gateway compares what it has pushed with where the rooms stand, in milliseconds. */
const headCheckMs = 5_000;
/** How often connections that do not read are looked for, in milliseconds. */
const slowCheckMs = 1_000;
/** Clients come back spread over this many milliseconds. */
const reconnectWindowMs = 2_000;

/** Whether everything that is watched is heard, and from when on again. */
interface Notices {
  isUp(): boolean;
  onResumed(run: () => void): void;
}

/** Live events to the sockets of this process, and their events to the use cases. */
export const serveSockets = (
  container: Container,
  io: ChatServer,
  notices: Notices,
  addressOf: AddressOf,
  { logger, closing }: Pick<Frame, "logger" | "closing">,
): void => {
  const relay = container.get(t.RELAY);
  const watches = container.get(t.WATCHES);
  container.get(t.NOTICE_SOURCE).subscribe((notice) => {
    if (notice.to === "presence") watches.take(notice);
    else relay.take(notice);
  });
  const heads = container.get(t.CHECK_HEADS);
  notices.onResumed(() => void checkHeadsNow(heads));
  closing.add(
    every(
      systemClock,
      headCheckMs,
      headCheck(heads, () => notices.isUp()),
    ),
  );
  closing.add(every(systemClock, slowCheckMs, async () => lookAfterSlow(io, systemClock.now())));
  const limitsOf = container.get(t.LIMITS_OF);
  const deps: GatewayDeps = {
    useCases: gatewayUseCases(container),
    now: () => systemClock.now(),
    after: (ms, run) => systemClock.after(ms, run),
    onUnexpected: (error) => {
      logger.error({ err: error }, "unexpected");
    },
    limitsOf,
    held: new HeldSockets(limitsOf),
  };
  bind(io, addressOf, deps);
};

const bind = (io: ChatServer, addressOf: AddressOf, deps: GatewayDeps): void => {
  const onUnexpected = (error: unknown): void => {
    deps.onUnexpected(error);
  };
  bindConnections(io, systemClock, {
    greet: async (auth, request) => {
      const address = addressOf(request);
      const greeted = await greet(deps, auth, address);
      if ("refused" in greeted) return greeted;
      return {
        begin: (connection) => {
          const end = (bye: Bye): void => connection.end(bye);
          return new Session(deps, { id: connection.id, address, end }, greeted);
        },
      };
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
  await letGo(server, () => io.close());
};
