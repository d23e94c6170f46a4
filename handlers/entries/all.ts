import { createServer } from "node:http";
import { keptSecret } from "../../infra/auth/secret.ts";
import type { Config } from "../../infra/config.ts";
import { addressRule } from "../../infra/caller-address.ts";
import { configFor, originRule, readConfig } from "../../infra/config.ts";
import { wholeContainer } from "../../infra/container/profiles.ts";
import * as t from "../../infra/container/tokens.ts";
import { createSocketServer } from "../../infra/socketio/server.ts";
import { createApp } from "../http/app.ts";
import { docs } from "../http/docs.ts";
import { home } from "../http/home.ts";
import { keepClearing } from "./parts/clearing.ts";
import { consume } from "./parts/consume.ts";
import type { Frame } from "./parts/frame.ts";
import { inFrame } from "./parts/frame.ts";
import { answers, httpDeps } from "./parts/http-deps.ts";
import { addressOf, listen } from "./parts/listen.ts";
import { keepPresence } from "./parts/keep-presence.ts";
import { makeLobby } from "./parts/lobby.ts";
import { nextSteps } from "./parts/next-steps.ts";
import { openAnyDatabase, openAnyLimits, openAnyNotices, openAnyPresence, openAnyQueue } from "./parts/open-parts.ts";
import { drainSockets, serveSockets } from "./parts/sockets.ts";
import { run } from "./run.ts";

/** The whole chat in one process, on one port; without settings, with nothing else installed. */
const start = async (frame: Frame, config: Config): Promise<{ readonly address: string }> => {
  const server = createServer();
  const io = createSocketServer({ allowedOrigin: originRule(config.corsOrigins), polling: true });
  const database = await openAnyDatabase(frame, config);
  const queue = await openAnyQueue(frame, config, database);
  const notices = await openAnyNotices(frame, config, io);
  const presence = await openAnyPresence(frame, config);
  const limits = await openAnyLimits(frame, config);
  const container = wholeContainer({
    telemetry: frame.telemetry,
    failpoints: frame.failpoints,
    database,
    keys: config.keys ?? { secret: keptSecret(config.dataDir) },
    tokens: config.tokens,
    io,
    ...queue,
    ...notices,
    ...presence,
    ...limits,
  });
  await consume(container, frame.closing);
  if (!config.keys) await makeLobby(container.get(t.CREATE_ROOM));
  serveSockets(container, io, notices, addressRule(config.trustedProxies), frame);
  keepPresence(container, notices, frame);
  keepClearing(container, frame);
  const readiness = async () => ({
    needed: { database: await answers(database), queue: queue.isUp() },
    others: { notices: notices.isUp() },
  });
  const address = (): string => addressOf(server);
  const deps = httpDeps({ frame, config, container, readiness });
  server.on("request", createApp(deps, home(address, !config.keys), docs()));
  io.attach(server);
  await listen(server, config.port);
  frame.closing.add(() => drainSockets(io, server));
  return { address: address() };
};

const running = (address: string): string => `
The chat is running at ${address}

The API and its documents: ${address}/docs
Stop with Ctrl+C.
`;

await run(async () => {
  const config = configFor("all", readConfig());
  const chat = await inFrame(config, (frame) => start(frame, config));
  // It made a secret of its own, and a room to try things out in.
  const isTrial = !config.keys;
  process.stdout.write(isTrial ? nextSteps(chat.address, config.dataDir) : running(chat.address));
  return chat;
});
