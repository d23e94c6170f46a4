import { createServer } from "node:http";
import { configFor, readConfig } from "../../infra/config.ts";
import { createApp } from "../http/app.ts";
import { docs } from "../http/docs.ts";
import { home } from "../http/home.ts";
import type { Frame } from "./parts/frame.ts";
import { inFrame } from "./parts/frame.ts";
import { httpRole } from "./parts/http-role.ts";
import { addressOf, closeServer, listen } from "./parts/listen.ts";
import { openBroadcasting } from "./parts/open-broadcasting.ts";
import { openDatabase } from "./parts/open-database.ts";
import { openLimits } from "./parts/open-limits.ts";
import { openPresence } from "./parts/open-presence.ts";
import { openPublishing } from "./parts/open-queue.ts";
import { run } from "./run.ts";

const role = "http";
const config = () => configFor(role, readConfig());

/** HTTP alone: as many as you like behind any balancer. */
const start = async (frame: Frame, settings: ReturnType<typeof config>): Promise<{ readonly address: string }> => {
  const database = await openDatabase(frame, settings, role);
  const queue = await openPublishing(frame, settings, role);
  const notices = await openBroadcasting(frame, settings, role);
  const presence = await openPresence(frame, settings, role);
  const limits = await openLimits(frame, settings, role);
  const deps = httpRole(frame, settings, { database, queue, notices, presence, limits });
  const server = createServer();
  const address = (): string => addressOf(server);
  server.on("request", createApp(deps, home(address, false), docs()));
  await listen(server, settings.port);
  frame.closing.add(() => closeServer(server));
  return { address: address() };
};

await run(async () => {
  const settings = config();
  const http = await inFrame(settings, (frame) => start(frame, settings));
  process.stdout.write(`HTTP is running at ${http.address}\n`);
  return http;
});
