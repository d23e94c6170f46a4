import { describe, expect, it } from "@jest/globals";
import type { Role } from "./config.ts";
import { configFor, ConfigProblem, originRule, readConfig } from "./config.ts";

const secret = "a secret of at least thirty-two bytes";
const problemOf = (env: Readonly<Record<string, string>>): string => {
  try {
    return JSON.stringify(readConfig(env));
  } catch (error) {
    return error instanceof ConfigProblem ? error.message : String(error);
  }
};

describe("the configuration", () => {
  it("needs nothing", () => {
    const { limitsOf, ...config } = readConfig({});
    expect(limitsOf("acme").rates["posts-per-user"]).toBeDefined();
    expect(config).toEqual({
      port: 3_000,
      gatewayPort: 3_001,
      healthPort: 3_002,
      partitions: 8,
      namespace: "chat",
      dataDir: "./data",
      keys: undefined,
      tokens: {},
      corsOrigins: undefined,
      presenceTerms: { lifetimeMs: 30_000, keptMs: 2_592_000_000 },
      logLevel: "warn",
    });
  });

  it("is read from the environment, and an empty variable is an unset one", () => {
    const env = {
      PORT: "0",
      JWT_SECRET: secret,
      JWT_ISSUER: "me",
      JWKS_URL: "",
      CORS_ORIGINS: "https://a.example, http://b.example:81",
    };
    expect(readConfig({ ...env, DATABASE_URL: "", LOG_LEVEL: "debug" })).toMatchObject({
      port: 0,
      keys: { secret },
      tokens: { issuer: "me" },
      corsOrigins: ["https://a.example", "http://b.example:81"],
      logLevel: "debug",
    });
    expect(readConfig({ JWKS_URL: "https://a.example/keys" }).keys).toEqual({ jwksUrl: "https://a.example/keys" });
  });

  it("limits the sockets of an address only where it is said which proxies stand in front", () => {
    const ofAddress = (env: Readonly<Record<string, string>>) =>
      readConfig(env).limitsOf("").counts["sockets-per-address"];
    expect([ofAddress({}), ofAddress({ TRUSTED_PROXIES: "0" })]).toEqual([undefined, 1_000]);
    expect(ofAddress({ RATE_LIMITS: "sockets-per-address=7" })).toBe(7);
    expect(readConfig({ TRUSTED_PROXIES: "loopback, 10.0.0.0/8" }).trustedProxies).toEqual(["loopback", "10.0.0.0/8"]);
  });

  it("names every problem in one message, and no secret", () => {
    const env = {
      PORT: "none",
      JWT_SECRET: "too short",
      LOG_LEVEL: "loud",
      JWKS_URL: "here",
      DATABASE_URL: "mysql://u:pass@h/d",
    };
    const problem = problemOf(env);
    for (const name of ["PORT", "JWT_SECRET", "LOG_LEVEL", "JWKS_URL", "DATABASE_URL"]) expect(problem).toContain(name);
    expect(problem).toContain("JWT_SECRET and JWKS_URL are both set");
    for (const value of ["too short", "pass@h"]) expect(problem).not.toContain(value);
  });

  it.each([
    ["TRUSTED_PROXIES", "nginx"],
    ["RATE_LIMITS", "posts=1/1s"],
    ["RATE_LIMITS", "posts-per-user=many"],
    ["PORT", "http"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["JWT_SECRET", "x".repeat(31)],
    ["JWKS_URL", "ftp://a.example/keys"],
    ["CORS_ORIGINS", "https://a.example,b.example"],
    ["DATABASE_URL", "mysql://localhost/chat"],
    ["AMQP_URL", "http://localhost"],
    ["REDIS_URL", "localhost:6379"],
    ["PARTITIONS", "0"],
    ["PARTITIONS", "257"],
    ["PARTITIONS", "many"],
    ["NAMESPACE", "my chat"],
    ["PRESENCE_SECONDS", "2"],
    ["PRESENCE_SECONDS", "soon"],
  ])("refuses %s=%s", (name, value) => {
    expect(problemOf({ [name]: value })).toMatch(new RegExp(`cannot be used:\\n {2}${name}`));
  });
});

describe("a refused setting", () => {
  it.each(["http", "-1.5", "65536"])("says once which ports there are: %s", (PORT) => {
    expect(problemOf({ PORT })).toMatch(/:\n {2}PORT must be a port number from 0 to 65535$/);
  });

  it("says which levels there are", () => {
    expect(problemOf({ LOG_LEVEL: "loud" })).toMatch(
      /:\n {2}LOG_LEVEL must be one of debug, info, warn, error, silent$/,
    );
  });
});

describe("the settings of a role", () => {
  const services = { DATABASE_URL: "postgres://h/d", AMQP_URL: "amqp://h", REDIS_URL: "redis://h" };
  const lack = (role: Role, env: Readonly<Record<string, string>>): string => {
    try {
      return JSON.stringify(configFor(role, readConfig(env)));
    } catch (error) {
      return error instanceof ConfigProblem ? error.message : String(error);
    }
  };

  it("are enough for the one process without any", () => {
    expect(configFor("all", readConfig({}))).toMatchObject({ keys: undefined });
  });

  it.each(["http", "gateway"] as const)("lack everything that %s needs, and say it at once", (role) => {
    expect(lack(role, {})).toMatch(/needs DATABASE_URL, AMQP_URL, REDIS_URL, JWT_SECRET or JWKS_URL[.]/);
    expect(lack(role, { ...services, JWT_SECRET: secret })).toContain("databaseUrl");
  });

  it("are services alone for a consumer, and the database for a migration", () => {
    expect(lack("consumer", { AMQP_URL: services.AMQP_URL })).toContain("needs DATABASE_URL, REDIS_URL.");
    expect(lack("consumer", services)).toContain("databaseUrl");
    expect(lack("migrate", {})).toContain("needs DATABASE_URL.");
  });

  it("want a secret that others know, once a service is outside", () => {
    expect(lack("all", { REDIS_URL: services.REDIS_URL })).toContain("needs JWT_SECRET or JWKS_URL.");
  });

  it("let no page call that is not listed, once a service is outside", () => {
    expect(readConfig(services).corsOrigins).toEqual([]);
  });
});

describe("the origins that may use the API", () => {
  it.each(["http://localhost", "https://localhost:5173", "http://127.0.0.1:8080", "http://[::1]:1"])(
    "are those of this machine where none are listed: %s",
    (origin) => {
      expect(originRule(undefined)(origin)).toBe(true);
    },
  );

  it.each([
    "http://localhost.evil.example",
    "http://evil.example",
    "null",
    "http://localhost:80/x",
    "xhttp://localhost",
  ])("are no others: %s", (origin) => {
    expect(originRule(undefined)(origin)).toBe(false);
  });

  it("are the listed ones and no others", () => {
    const { corsOrigins } = readConfig({ CORS_ORIGINS: "https://a.example/" });
    const rule = originRule(corsOrigins);
    expect(["https://a.example", "https://b.example", "http://localhost"].map(rule)).toEqual([true, false, false]);
    expect(originRule([])("http://localhost")).toBe(false);
  });
});
