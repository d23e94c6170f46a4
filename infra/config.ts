import { z } from "zod";

/** An operator's mistake; the message names every problem and says what to do. */
export class ConfigProblem extends Error {
  override readonly name = "ConfigProblem";
}

const portProblem = "must be a port number from 0 to 65535";
const port = z.coerce
  .number(portProblem)
  .refine((number) => Number.isInteger(number) && number >= 0 && number <= 65_535, portProblem);
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

/** Variables that later versions know: to go on without the service that somebody set up would lose data quietly. */
const notYet = ["DATABASE_URL", "AMQP_URL", "REDIS_URL"] as const;

const environment = z.object({
  PORT: port.default(3_000),
  DATA_DIR: z.string().default("./data"),
  JWT_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  JWKS_URL: z.url({ protocol: /^https?$/, error: "must be an http(s) address" }).optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  CORS_ORIGINS: origin.optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("warn"),
});

export interface Config {
  /** 0 takes any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** Neither: a secret is made and kept in the data directory. */
  readonly keys: { readonly secret: string } | { readonly jwksUrl: string } | undefined;
  readonly tokens: { readonly issuer?: string; readonly audience?: string };
  /** Unset: any origin on this machine. */
  readonly corsOrigins: readonly string[] | undefined;
  readonly logLevel: string;
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

const contradictions = (given: Environment): string[] => {
  const early = notYet.filter((name) => given[name] !== undefined);
  return [
    ...early.map((name) => `${name} is set, but this version has only the embedded counterpart. Unset it.`),
    ...(given.JWT_SECRET !== undefined && given.JWKS_URL !== undefined
      ? ["JWT_SECRET and JWKS_URL are both set. Keep one."]
      : []),
  ];
};

const toConfig = (env: z.output<typeof environment>): Config => ({
  port: env.PORT,
  dataDir: env.DATA_DIR,
  keys: env.JWT_SECRET ? { secret: env.JWT_SECRET } : env.JWKS_URL ? { jwksUrl: env.JWKS_URL } : undefined,
  tokens: {
    ...(env.JWT_ISSUER ? { issuer: env.JWT_ISSUER } : {}),
    ...(env.JWT_AUDIENCE ? { audience: env.JWT_AUDIENCE } : {}),
  },
  corsOrigins: env.CORS_ORIGINS,
  logLevel: env.LOG_LEVEL,
});

/** @returns whether pages of an origin may use the API and the socket. */
export const originRule = (origins: readonly string[] | undefined): ((origin: string) => boolean) => {
  if (origins) return (asked) => origins.includes(asked);
  return (asked) => /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(asked);
};
