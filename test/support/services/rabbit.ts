import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { binariesOf } from "./binaries.mjs";
import { freePort } from "./free-port.ts";
import { makeHome } from "./home.ts";
import type { Service } from "./private-server.ts";
import { startServer } from "./private-server.ts";
import { takesConnections } from "./tcp.ts";

const node = "chat@localhost";

/** A file of Erlang terms: the usual one would be checked against the schemas of all plugins, which takes seconds. */
const settings = (port: number): string =>
  `[{rabbit, [{tcp_listeners, [{"127.0.0.1", ${port}}]}, {disk_free_limit, 50000000}]}].\n`;

/**
 * A node without a port mapper: it names its own port for other nodes, so no daemon is started that would outlive it.
 * It is not asked through `rabbitmqctl` whether it is up, since it takes connections only then.
 */
const environment = (home: string, distributionPort: number) => ({
  // Instead of the machine's own /etc/rabbitmq/rabbitmq-env.conf.
  RABBITMQ_CONF_ENV_FILE: "/dev/null",
  RABBITMQ_CONFIG_FILE: join(home, "rabbit.config"),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(home, "enabled-plugins"),
  RABBITMQ_NODENAME: node,
  RABBITMQ_DIST_PORT: String(distributionPort),
  RABBITMQ_MNESIA_BASE: join(home, "mnesia"),
  RABBITMQ_LOG_BASE: join(home, "log"),
  RABBITMQ_LOGS: "-",
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-sname ${node} -start_epmd false -erl_epmd_port ${distributionPort}`,
  ERL_FLAGS: "-kernel inet_dist_use_interface {127,0,0,1}",
  // Then the script becomes the server, and is no parent of it that must be told to end: there is no input, see below.
  RABBITMQ_ALLOW_INPUT: "yes",
});

/**
 * A broker writes down which directory belongs to a new quorum queue, but up to 3.5 s later (Erlang's dets holds a write
 * back for that long). Killed before, it comes back with an empty queue that has no leader and takes nothing.
 */
const knowsItsQueues = (home: string): boolean => {
  const folder = join(home, "mnesia", node, "quorum", node);
  if (!existsSync(folder)) return true;
  const registered = readFileSync(join(folder, "names.dets"), "latin1");
  const queues = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return queues.every(({ name }) => registered.includes(name));
};

/** Durable queues are kept over a restart. */
export const startRabbit = async (): Promise<Service> => {
  const folder = binariesOf("rabbitmq");
  if (folder === undefined) throw new Error("rabbitmq-server is not installed.");
  const [port, distributionPort, home] = [await freePort(), await freePort(), makeHome("rabbitmq")];
  writeFileSync(join(home, "rabbit.config"), settings(port));
  writeFileSync(join(home, "enabled-plugins"), "[].\n");
  return startServer({
    name: "RabbitMQ",
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    home,
    command: join(folder, "rabbitmq-server"),
    args: ["-noinput"],
    env: environment(home, distributionPort),
    haltWith: "SIGTERM",
    endWith: "KILL",
    isUp: () => takesConnections(port),
    isSettled: () => knowsItsQueues(home),
  });
};
