import type { Balancer } from "./balancer.ts";
import { startBalancer } from "./balancer.ts";
import type { ChatProcess } from "./chat-process.ts";
import { brisk, endWithin } from "./chat-process.ts";
import { dismissServices, provideServices } from "./services/provide.ts";
import { Tiers } from "./tiers.ts";

/** Two of each role, so that whatever is true of one process alone is found out. */
const roles = ["http", "http", "gateway", "gateway", "consumer", "consumer"] as const;

interface Running {
  readonly tiers: Tiers;
  /** In front of the HTTP processes, and of the gateways. */
  readonly balancers: readonly [Balancer, Balancer];
}

/** The embedded chat lets pages of this machine in; here they have to be named. */
const settings = { CORS_ORIGINS: "http://localhost:5173,http://127.0.0.1:8080,https://localhost", ...brisk };
const graceMs = 10_000;
let running: Running | undefined;
let stopping = false;

const sayIfItDies = (role: string, chat: ChatProcess): void => {
  void chat.ended.then(({ code, signal }) => {
    if (stopping) return;
    process.stderr.write(`The chat (${role}) died under the tests (${String(code ?? signal)}):\n${chat.said()}\n`);
  });
};

const startAll = async (tiers: Tiers): Promise<readonly [Balancer, Balancer]> => {
  const chats = await Promise.all(roles.map(async (role) => ({ role, chat: await tiers.start(role, settings) })));
  for (const { role, chat } of chats) sayIfItDies(role, chat);
  const addressesOf = (asked: string) => chats.filter(({ role }) => role === asked).map(({ chat }) => chat.address);
  return Promise.all([startBalancer(addressesOf("http")), startBalancer(addressesOf("gateway"))]);
};

/** One address for all HTTP processes and one for all gateways, handed over to the workers in the environment. */
export const provideTiers = async (): Promise<void> => {
  await provideServices();
  const tiers = new Tiers();
  try {
    await tiers.prepare();
    running = { tiers, balancers: await startAll(tiers) };
  } catch (error) {
    stopping = true;
    await tiers.clear();
    await dismissServices();
    throw error;
  }
  const [https, gateways] = running.balancers;
  process.env.CHAT_TIERS_URL = https.address;
  process.env.CHAT_TIERS_SOCKET_URL = gateways.address;
  process.env.CHAT_TIERS_JWT_SECRET = tiers.secret;
};

/** Nothing that the tests sent may have been a surprise to a process. */
const surprises = (said: string): string[] => said.split("\n").filter((line) => /"level":"(error|fatal)"/.test(line));

const complaintOf = async (chat: ChatProcess): Promise<string[]> => {
  const ended = await endWithin(chat.ended, graceMs);
  if (ended?.code !== 0) return [`SIGTERM: ${ended ? String(ended.code) : "no end in 10 s"}, not 0.\n${chat.said()}`];
  return surprises(chat.said());
};

export const dismissTiers = async (): Promise<void> => {
  if (!running) return;
  const { tiers, balancers } = running;
  stopping = true;
  for (const chat of tiers.started) chat.signal("SIGTERM");
  const complaints = (await Promise.all(tiers.started.map(complaintOf))).flat();
  await Promise.all(balancers.map((balancer) => balancer.close()));
  await tiers.clear();
  await dismissServices();
  if (complaints.length > 0) throw new Error(`The chat in tiers did not end well:\n${complaints.join("\n")}`);
};
