import { createServer } from "node:http";
import { configFor, readConfig } from "../../infra/config.ts";
import { httpContainer } from "../../infra/container/profiles.ts";
import { createApp } from "../http/app.ts";
import type { Frame } from "./parts/frame.ts";
import { inFrame } from "./parts/frame.ts";
import { answers, httpDeps } from "./parts/http-deps.ts";
import { addressOf, closeServer, listen } from "./parts/listen.ts";
import { openBroadcasting } from "./parts/open-notices.ts";
import { openDatabase } from "./parts/open-database.ts";
import { openPublishing } from "./parts/open-queue.ts";
import { run } from "./run.ts";

const role = "http";
const config = () => configFor(role, readConfig());

/** HTTP alone: as many as you like behind any balancer. */
const start = async (frame: Frame, settings: ReturnType<typeof config>): Promise<{ readonly address: string }> => {
  const database = await openDatabase(frame, settings, role);
  const queue = await openPublishing(frame, settings, role);
  const notices = await openBroadcasting(frame, settings, role);
  const container = httpContainer({
    telemetry: frame.telemetry,
    database,
    keys: settings.keys,
    tokens: settings.tokens,
    bus: queue.part,
    broadcaster: notices.part,
  });
  const readiness = async () => ({
    // Without the database posts wait in the queue, and without Redis the head check delivers.
    needed: { queue: queue.isUp() },
    others: { database: await answers(database), notices: notices.isUp() },
  });
  const server = createServer();
  const address = (): string => addressOf(server);
  server.on("request", createApp(httpDeps({ frame, config: settings, container, readiness, address })));
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
