import { createServer } from "node:http";
import { configFor, readConfig } from "../../infra/config.ts";
import { consumerContainer } from "../../infra/container/profiles.ts";
import { createHealthApp } from "../http/app.ts";
import { consume } from "./parts/consume.ts";
import type { Frame } from "./parts/frame.ts";
import { inFrame } from "./parts/frame.ts";
import { answers, healthDeps } from "./parts/http-deps.ts";
import { addressOf, closeServer, listen } from "./parts/listen.ts";
import { openBroadcasting } from "./parts/open-broadcasting.ts";
import { openDatabase } from "./parts/open-database.ts";
import { openConsuming } from "./parts/open-queue.ts";
import { run } from "./run.ts";

const role = "consumer";
const config = () => configFor(role, readConfig());

/** Drains its share of the partitions, and receipts; more consumers share them. */
const start = async (frame: Frame, settings: ReturnType<typeof config>): Promise<{ readonly address: string }> => {
  const database = await openDatabase(frame, settings, role);
  const notices = await openBroadcasting(frame, settings, role);
  const queue = await openConsuming(frame, settings, role, database);
  const container = consumerContainer({
    telemetry: frame.telemetry,
    failpoints: frame.failpoints,
    database,
    ...queue.part,
    limitsOf: settings.limitsOf,
    broadcaster: notices.part,
  });
  const readiness = async () => ({
    needed: { database: await answers(database), queue: queue.isUp() },
    others: { notices: notices.isUp() },
  });
  const server = createServer(createHealthApp(healthDeps(frame, readiness)));
  await listen(server, settings.healthPort);
  frame.closing.add(() => closeServer(server));
  await consume(container, frame.closing);
  return { address: addressOf(server) };
};

await run(async () => {
  const settings = config();
  const consumer = await inFrame(settings, (frame) => start(frame, settings));
  process.stdout.write(`The consumer is running at ${consumer.address}\n`);
  return consumer;
});
