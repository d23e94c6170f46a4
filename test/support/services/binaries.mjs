// Plain JavaScript: Jest reads its configuration, and loads its reporters, without a compiler.
import { accessSync, constants, readdirSync } from "node:fs";
import path from "node:path";

const onPath = () => (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);

const below = (folder, suffix) => {
  try {
    const names = readdirSync(folder).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
    return names.map((name) => path.join(folder, name, suffix));
  } catch {
    return [];
  }
};

const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const homebrew = ["/opt/homebrew/opt", "/usr/local/opt"];

/** Debian keeps PostgreSQL's programs off the PATH, and has a wrapper on it that lets only its own user start a broker. */
const places = {
  postgres: () => [...below("/usr/lib/postgresql", "bin"), ...homebrew.flatMap((at) => below(at, "bin")), ...onPath()],
  rabbitmq: () => ["/usr/lib/rabbitmq/bin", ...homebrew.map((at) => path.join(at, "rabbitmq/sbin")), ...onPath()],
  redis: () => [...onPath(), "/usr/bin", "/usr/local/bin"],
};

const programs = {
  postgres: ["initdb", "postgres"],
  rabbitmq: ["rabbitmq-server"],
  redis: ["redis-server"],
};

/** Which service each variable names. */
export const variables = { DATABASE_URL: "postgres", AMQP_URL: "rabbitmq", REDIS_URL: "redis" };

/** The folder with a server's programs; nothing where they are not installed. */
export const binariesOf = (service) =>
  places[service]().find((folder) => programs[service].every((name) => isProgram(path.join(folder, name))));

/** One sentence for each service that tests can neither be given nor start. */
export const missingServices = (env = process.env) =>
  Object.entries(variables)
    .filter(([variable, service]) => !env[variable] && binariesOf(service) === undefined)
    .map(([variable, service]) => `${variable} is not set, and ${programs[service].join(" and ")} not installed`);
