import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signToken } from "../../infra/auth/sign.ts";
import { queueNames } from "../../infra/rabbitmq/names.ts";
import { unhurried } from "../../test/support/chat-process.ts";
import { secret } from "../../test/support/killable-server.ts";
import type { Role, RoleOptions } from "./role.ts";
import { runRole, startRole } from "./role.ts";
import type { Services } from "./services.ts";
import type { RoleName, Stack } from "./stack.ts";
import { Roles } from "./stack.ts";

const entries = fileURLToPath(new URL("../../dist/handlers/entries", import.meta.url));

/** The product's own default. */
const partitions = 8;
/** As many as a request may name. */
const membersAtOnce = 100;

const token = (userId: string): Promise<string> => signToken(secret, { userId, expires: "12h" });

const optionsOf = (services: Services, compiled: string, name: RoleName | "migrate"): RoleOptions => ({
  script: join(entries, `${name}.js`),
  probe: join(compiled, "probe.js"),
  env: {
    DATABASE_URL: services.databaseUrl,
    AMQP_URL: services.amqpUrl,
    REDIS_URL: services.redisUrl,
    JWT_SECRET: secret,
    NAMESPACE: services.namespace,
    PARTITIONS: String(partitions),
    PORT: "0",
    GATEWAY_PORT: "0",
    HEALTH_PORT: "0",
    ...unhurried,
  },
});

/** What a run leaves in the broker. */
export const productQueues = ({ namespace }: Services): string[] => {
  const { timelines, receipts, deadLetters } = queueNames(namespace, partitions);
  return [...timelines, receipts, deadLetters];
};

const post = async (url: string, bearer: string, path: string, body: object): Promise<void> => {
  const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
  const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
};

const createRoom = async (url: string, id: string, [owner = "", ...others]: readonly string[]): Promise<void> => {
  const bearer = await token(owner);
  await post(url, bearer, "/v1/rooms", { id, kind: "group", members: others.slice(0, membersAtOnce) });
  for (let from = membersAtOnce; from < others.length; from += membersAtOnce) {
    await post(url, bearer, `/v1/rooms/${id}/members`, { userIds: others.slice(from, from + membersAtOnce) });
  }
};

/** @param compiled the folder of the compiled probe */
export const startProduct = async (services: Services, compiled: string): Promise<Stack> => {
  await runRole(optionsOf(services, compiled, "migrate"));
  const launch = (name: RoleName): Promise<Role> => startRole(optionsOf(services, compiled, name));
  const roles = new Roles(launch);
  await roles.startAll();
  return {
    name: "product",
    role: (name) => roles.get(name),
    start: (name) => roles.start(name),
    stop: (name) => roles.stop(name),
    token,
    handshake: async (userId) => ({
      url: roles.get("gateway").url,
      auth: { token: await token(userId), protocol: 1 },
    }),
    createRoom: (id, members) => createRoom(roles.get("http").url, id, members),
    close: () => roles.stopAll(),
  };
};
