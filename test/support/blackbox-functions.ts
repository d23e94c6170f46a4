import type { Balancer } from "./balancer.ts";
import { startBalancer } from "./balancer.ts";
import { brisk, endWithin } from "./chat-process.ts";
import { makeBundles } from "./functions/bundles.ts";
import { Functions } from "./functions/functions.ts";
import { dismissServices, provideServices } from "./services/provide.ts";

/** Requests that are worked on at once; each waits for what it asks for. */
const environments = 4;
/** The managed poller waits half a second for more; here nobody waits longer than has to be. */
const windowMs = 5;
const gateways = 2;

/** The embedded chat lets pages of this machine in; here they have to be named. */
const settings = { CORS_ORIGINS: "http://localhost:5173,http://127.0.0.1:8080,https://localhost", ...brisk };
const graceMs = 10_000;
let running: { readonly functions: Functions; readonly balancer: Balancer } | undefined;

const startAll = async (functions: Functions): Promise<void> => {
  await functions.prepare();
  const { tiers } = functions;
  // They declare the queues; a function that nobody has called yet has opened nothing.
  await Promise.all(Array.from({ length: gateways }, () => tiers.start("gateway", settings)));
  const host = await functions.http(environments, settings);
  functions.consume({ windowMs });
  const balancer = await startBalancer(tiers.started.map(({ address }) => address));
  running = { functions, balancer };
  process.env.CHAT_FUNCTIONS_URL = host.address;
  process.env.CHAT_FUNCTIONS_SOCKET_URL = balancer.address;
  process.env.CHAT_FUNCTIONS_JWT_SECRET = tiers.secret;
};

/** HTTP and the consumers as functions, the gateways as processes: a function holds no socket. */
export const provideFunctions = async (): Promise<void> => {
  await makeBundles();
  await provideServices();
  const functions = new Functions();
  try {
    await startAll(functions);
  } catch (error) {
    await functions.clear();
    await dismissServices();
    throw error;
  }
};

/** Nothing that the tests sent may have been a surprise. */
const surprises = (said: string): string[] => said.split("\n").filter((line) => /"level":"(error|fatal)"/.test(line));

export const dismissFunctions = async (): Promise<void> => {
  if (!running) return;
  const { functions, balancer } = running;
  const { started } = functions.tiers;
  for (const gateway of started) gateway.signal("SIGTERM");
  const ends = await Promise.all(started.map(({ ended }) => endWithin(ended, graceMs)));
  const said = [functions.said(), ...started.map((gateway) => gateway.said())].join("");
  await balancer.close();
  await functions.clear();
  await dismissServices();
  if (ends.some((end) => end?.code !== 0)) throw new Error(`A gateway did not end by SIGTERM with 0.\n${said}`);
  if (surprises(said).length > 0) throw new Error(`The functions logged errors:\n${surprises(said).join("\n")}`);
};
