import { createServer } from "node:http";
import { addressRule } from "../../infra/caller-address.ts";
import { configFor, originRule, readConfig } from "../../infra/config.ts";
import { gatewayContainer } from "../../infra/container/profiles.ts";
import { createSocketServer } from "../../infra/socketio/server.ts";
import { createHealthApp } from "../http/app.ts";
import { keepClearing } from "./parts/clearing.ts";
import type { Frame } from "./parts/frame.ts";
import { inFrame } from "./parts/frame.ts";
import { answers, healthDeps } from "./parts/http-deps.ts";
import { addressOf, listen } from "./parts/listen.ts";
import { keepPresence } from "./parts/keep-presence.ts";
import { openBroadcasting } from "./parts/open-broadcasting.ts";
import { openLimits } from "./parts/open-limits.ts";
import { openNoticeSource } from "./parts/open-notices.ts";
import { openDatabase } from "./parts/open-database.ts";
import { openPresence } from "./parts/open-presence.ts";
import { openPublishing } from "./parts/open-queue.ts";
import { drainSockets, serveSockets } from "./parts/sockets.ts";
import { run } from "./run.ts";

const role = "gateway";
const config = () => configFor(role, readConfig());

/** Sockets alone, over WebSocket only: as many as you like, without sticky sessions. */
const start = async (frame: Frame, settings: ReturnType<typeof config>): Promise<{ readonly address: string }> => {
  const database = await openDatabase(frame, settings, role);
  const queue = await openPublishing(frame, settings, role);
  const io = createSocketServer({ allowedOrigin: originRule(settings.corsOrigins), polling: false });
  const notices = await openNoticeSource(frame, settings, role, io);
  const broadcasting = await openBroadcasting(frame, settings, role);
  const presence = await openPresence(frame, settings, role);
  const limits = await openLimits(frame, settings, role);
  const container = gatewayContainer({
    telemetry: frame.telemetry,
    failpoints: frame.failpoints,
    database,
    keys: settings.keys,
    tokens: settings.tokens,
    ...queue.part,
    io,
    notices: notices.part,
    broadcaster: broadcasting.part,
    ...presence,
    ...limits,
  });
  serveSockets(container, io, notices, addressRule(settings.trustedProxies), frame);
  keepPresence(container, notices, frame);
  keepClearing(container, frame);
  const readiness = async () => ({
    // Live events come by the head check while Redis is away; without the database nobody can be let in.
    needed: { database: await answers(database) },
    others: { queue: queue.isUp(), notices: notices.isUp() },
  });
  const server = createServer(createHealthApp(healthDeps(frame, readiness)));
  io.attach(server);
  await listen(server, settings.gatewayPort);
  frame.closing.add(() => drainSockets(io, server));
  return { address: addressOf(server) };
};

await run(async () => {
  const settings = config();
  const gateway = await inFrame(settings, (frame) => start(frame, settings));
  process.stdout.write(`The gateway is running at ${gateway.address}\n`);
  return gateway;
});
