import { z } from "zod";
import type { LimitsOf } from "../core/entities/limits.ts";
import type { PresenceTerms } from "../core/ports/presence-store.ts";
import type { TrustedProxies } from "./caller-address.ts";
import { parseProxies } from "./caller-address.ts";
import { parseTenantLimits } from "./tenant-limits.ts";
import { defaultLimits, parseLimits, withLimit } from "./limits.ts";

/** An operator's mistake; the message names every problem and says what to do. */
export class ConfigProblem extends Error {
  override readonly name = "ConfigProblem";
}

const portProblem = "must be a port number from 0 to 65535";
const port = z.coerce
  .number(portProblem)
  .refine((number) => Number.isInteger(number) && number >= 0 && number <= 65_535, portProblem);
const partitionsProblem = "must be a whole number from 1 to 256";
const presenceProblem = "must be a whole number from 3 to 3600";
/** A month: when somebody was here last says little after that. */
const lastSeenKeptMs = 30 * 86_400_000;
const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean),
);

/** A browser names an origin without a path, also without a last slash. */
const origin = list.pipe(
  z.array(
    z
      .url({ protocol: /^https?$/, error: "must be origins such as https://app.example.org, separated by commas" })
      .transform((url) => new URL(url).origin),
  ),
);

/** What a parser throws is a problem of the setting. */
const parsedBy = (parse: (text: string) => unknown, problem: (error: Error) => string) =>
  z.string().check(({ value, issues }) => {
    try {
      parse(value);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      issues.push({ code: "custom", input: value, message: problem(error) });
    }
  });

const proxiesProblem = (): string =>
  "must be how many proxies stand in front, or where they are, as in 2 or loopback, 10.0.0.0/8 (loopback, linklocal, uniquelocal)";
const limitsProblem = ({ message }: Error): string => `cannot be used: ${message}`;

const serviceUrl = (scheme: RegExp, example: string) =>
  z.url({ protocol: scheme, error: `must be an address such as ${example}` }).optional();

const environment = z.object({
  PORT: port.default(3_000),
  GATEWAY_PORT: port.default(3_001),
  HEALTH_PORT: port.default(3_002),
  DATABASE_URL: serviceUrl(/^postgres(ql)?$/, "postgres://user:password@host:5432/chat"),
  AMQP_URL: serviceUrl(/^amqps?$/, "amqp://user:password@host:5672/vhost"),
  REDIS_URL: serviceUrl(/^rediss?$/, "redis://host:6379"),
  PARTITIONS: z.coerce
    .number(partitionsProblem)
    .refine((number) => Number.isInteger(number) && number >= 1 && number <= 256, partitionsProblem)
    .default(8),
  NAMESPACE: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, "must be 1 to 32 of the characters a-z, 0-9 and -")
    .default("chat"),
  DATA_DIR: z.string().default("./data"),
  JWT_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  JWKS_URL: z.url({ protocol: /^https?$/, error: "must be an http(s) address" }).optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  CORS_ORIGINS: origin.optional(),
  TRUSTED_PROXIES: parsedBy(parseProxies, proxiesProblem).optional(),
  RATE_LIMITS: parsedBy(parseLimits, limitsProblem).default(""),
  TENANT_LIMITS: parsedBy((text) => parseTenantLimits(text, defaultLimits), limitsProblem).optional(),
  PRESENCE_SECONDS: z.coerce
    .number(presenceProblem)
    .refine((number) => Number.isInteger(number) && number >= 3 && number <= 3_600, presenceProblem)
    .default(30),
  FAILPOINTS: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("warn"),
});

/** Where services answer that are not in this process; without one its embedded counterpart is used. */
export interface ServiceUrls {
  readonly databaseUrl?: string;
  readonly amqpUrl?: string;
  readonly redisUrl?: string;
}

export interface Config extends ServiceUrls {
  /** Of HTTP, and of everything where one process is all. 0 takes any free port, as for the other two. */
  readonly port: number;
  readonly gatewayPort: number;
  /** Where a consumer answers /healthz, /readyz and /metrics. */
  readonly healthPort: number;
  /** Into how many queues the rooms' timelines are divided. */
  readonly partitions: number;
  /** Set apart from other deployments on the same broker and Redis: queues and channels begin with it. */
  readonly namespace: string;
  readonly dataDir: string;
  /** Neither: a secret is made and kept in the data directory. */
  readonly keys: { readonly secret: string } | { readonly jwksUrl: string } | undefined;
  readonly tokens: { readonly issuer?: string; readonly audience?: string };
  /** Nothing: any origin on this machine. */
  readonly corsOrigins: readonly string[] | undefined;
  /** Whose word is taken for where a caller is; nothing when nobody said. */
  readonly trustedProxies?: TrustedProxies;
  readonly limitsOf: LimitsOf;
  readonly presenceTerms: PresenceTerms;
  readonly logLevel: string;
  /** Where this process is told to fail; for tests alone. */
  readonly failpoints: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigProblem with every problem in one message. */
export const readConfig = (env: Environment = process.env): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(given);
  const problems = [
    ...contradictions(given),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`),
  ];
  if (problems.length > 0 || !parsed.data) {
    throw new ConfigProblem(`The configuration cannot be used:\n  ${problems.join("\n  ")}`);
  }
  return toConfig(parsed.data);
};

const contradictions = (given: Environment): string[] =>
  given.JWT_SECRET !== undefined && given.JWKS_URL !== undefined
    ? ["JWT_SECRET and JWKS_URL are both set. Keep one."]
    : [];

/** Pages of this machine may call a chat that is tried out on it, not one that serves others. */
const isEmbedded = (env: z.output<typeof environment>): boolean => !(env.DATABASE_URL ?? env.AMQP_URL ?? env.REDIS_URL);

/** Where nobody said which proxies there are, the address of everybody may be a proxy's: then it limits no sockets. */
const socketsPerAddress = "1000";

const limitsIn = ({
  TRUSTED_PROXIES: proxies,
  RATE_LIMITS: limits,
  TENANT_LIMITS: tenants,
}: z.output<typeof environment>): LimitsOf => {
  const usual =
    proxies === undefined ? defaultLimits : withLimit(defaultLimits, "sockets-per-address", socketsPerAddress);
  const forAll = parseLimits(limits, usual);
  return tenants === undefined ? () => forAll : parseTenantLimits(tenants, forAll);
};

const toConfig = (env: z.output<typeof environment>): Config => ({
  port: env.PORT,
  gatewayPort: env.GATEWAY_PORT,
  healthPort: env.HEALTH_PORT,
  ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
  ...(env.AMQP_URL ? { amqpUrl: env.AMQP_URL } : {}),
  ...(env.REDIS_URL ? { redisUrl: env.REDIS_URL } : {}),
  partitions: env.PARTITIONS,
  namespace: env.NAMESPACE,
  dataDir: env.DATA_DIR,
  keys: env.JWT_SECRET ? { secret: env.JWT_SECRET } : env.JWKS_URL ? { jwksUrl: env.JWKS_URL } : undefined,
  tokens: {
    ...(env.JWT_ISSUER ? { issuer: env.JWT_ISSUER } : {}),
    ...(env.JWT_AUDIENCE ? { audience: env.JWT_AUDIENCE } : {}),
  },
  corsOrigins: env.CORS_ORIGINS ?? (isEmbedded(env) ? undefined : []),
  ...(env.TRUSTED_PROXIES === undefined ? {} : { trustedProxies: parseProxies(env.TRUSTED_PROXIES) }),
  limitsOf: limitsIn(env),
  presenceTerms: { lifetimeMs: env.PRESENCE_SECONDS * 1_000, keptMs: lastSeenKeptMs },
  logLevel: env.LOG_LEVEL,
  failpoints: env.FAILPOINTS,
});

export type Role = "all" | "http" | "gateway" | "consumer" | "migrate" | "repartition" | "operator";

const variables = {
  databaseUrl: "DATABASE_URL",
  amqpUrl: "AMQP_URL",
  redisUrl: "REDIS_URL",
  keys: "JWT_SECRET or JWKS_URL",
} as const;

type Needed = keyof typeof variables;

const services = ["databaseUrl", "amqpUrl", "redisUrl"] as const;

const neededBy: Readonly<Record<Role, readonly Needed[]>> = {
  all: [],
  http: [...services, "keys"],
  gateway: [...services, "keys"],
  consumer: services,
  operator: services,
  migrate: ["databaseUrl"],
  repartition: ["databaseUrl", "amqpUrl"],
};

/** The settings of a role: what it needs is there. */
export type ConfigFor<R extends Role> = R extends "all"
  ? Config
  : R extends "migrate"
    ? Config & { readonly databaseUrl: string }
    : R extends "repartition"
      ? Config & { readonly databaseUrl: string; readonly amqpUrl: string }
      : Config &
          Required<ServiceUrls> &
          (R extends "consumer" | "operator" ? unknown : { readonly keys: NonNullable<Config["keys"]> });

/** @throws ConfigProblem that names every variable that the role lacks. */
export const configFor = <R extends Role>(role: R, config: Config): ConfigFor<R> => {
  const needed = new Set<Needed>(neededBy[role]);
  // A secret of this machine's own would be unknown to the other processes and to the next machine.
  if (role === "all" && services.some((name) => config[name] !== undefined)) needed.add("keys");
  const missing = [...needed].filter((name) => config[name] === undefined).map((name) => variables[name]);
  if (missing.length > 0) {
    const hint = role === "all" ? "" : " Without other services, `npm start` runs everything in one process.";
    throw new ConfigProblem(`The role ${role} needs ${missing.join(", ")}. Set what is missing.${hint}`);
  }
  return config as ConfigFor<R>;
};

/** @returns whether pages of an origin may use the API and the socket. */
export const originRule = (origins: readonly string[] | undefined): ((origin: string) => boolean) => {
  if (origins) return (asked) => origins.includes(asked);
  return (asked) => /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(asked);
};
