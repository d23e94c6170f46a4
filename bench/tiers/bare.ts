import { join } from "node:path";
import { signToken } from "../../infra/auth/sign.ts";
import { secret } from "../../test/support/killable-server.ts";
import type { Role } from "./role.ts";
import { startRole } from "./role.ts";
import type { Services } from "./services.ts";
import type { RoleName, Stack } from "./stack.ts";
import { Roles } from "./stack.ts";

const namespaceOf = (services: Services): string => `${services.namespace}-bare`;

/** What a run leaves in the broker. */
export const bareQueues = (services: Services): string[] => [`${namespaceOf(services)}.messages`];

const token = (userId: string): Promise<string> => signToken(secret, { userId, expires: "12h" });

/** @param compiled the folder of the compiled bare stack */
export const startBare = async (services: Services, compiled: string): Promise<Stack> => {
  const env = {
    AMQP_URL: services.amqpUrl,
    REDIS_URL: services.redisUrl,
    JWT_SECRET: secret,
    NAMESPACE: namespaceOf(services),
  };
  const probe = join(compiled, "probe.js");
  const launch = (name: RoleName): Promise<Role> => startRole({ script: join(compiled, `${name}.js`), probe, env });
  const roles = new Roles(launch);
  await roles.startAll();
  return {
    name: "bare",
    role: (name) => roles.get(name),
    start: (name) => roles.start(name),
    stop: (name) => roles.stop(name),
    token,
    handshake: async (userId, rooms) => ({
      url: roles.get("gateway").url,
      auth: { token: await token(userId), rooms },
    }),
    // It has no store: a room is a name.
    createRoom: async () => {},
    close: () => roles.stopAll(),
  };
};
