import { describe, expect, it } from "@jest/globals";
import amqp from "amqplib";

import type { Role, Settings } from "../support/chat-process.ts";
import { aHome, removeHome, runToEnd } from "../support/chat-process.ts";
import { Tiers } from "../support/tiers.ts";
import { useDeployments } from "../support/tiers-lifecycle.ts";

const aDeployment = useDeployments();
const password = "a-password-of-somebody";
const services = ["DATABASE_URL", "AMQP_URL", "REDIS_URL"] as const;
const servers = ["http", "gateway", "consumer"] as const;

/** A start that fails as it should: with 1 and with sentences, without a stack and without a secret. */
const refusal = async (role: Role, settings: Settings): Promise<string> => {
  const home = aHome();
  const { code, signal, said } = await runToEnd(role, home, settings);
  removeHome(home);
  expect([code, signal]).toEqual([1, null]);
  expect(said).toMatch(/^[^{].*[.]\n$/s);
  expect(said).not.toMatch(/\n {4}at /);
  const secrets = [password, "guest", settings.JWT_SECRET ?? password];
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
  return said;
};

/** Settings that would do, if only somebody answered at these addresses: nobody listens on port 1. */
const nowhere: Settings = {
  DATABASE_URL: `postgres://chat:${password}@127.0.0.1:1/chat`,
  AMQP_URL: `amqp://chat:${password}@127.0.0.1:1`,
  REDIS_URL: `redis://chat:${password}@127.0.0.1:1`,
  JWT_SECRET: "s".repeat(40),
};

const without = (name: string, settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([each]) => each !== name));

describe("a role without a variable that it needs", () => {
  const lacks = (roles: readonly Role[], names: readonly string[]): [Role, string][] =>
    roles.flatMap((role) => names.map((name): [Role, string] => [role, name]));

  it.each([
    ...lacks(servers, services),
    ...lacks(["http", "gateway"], ["JWT_SECRET"]),
    ...lacks(["migrate"], ["DATABASE_URL"]),
  ])("%s says that %s is missing, and what would do without", async (role, name) => {
    const said = await refusal(role, without(name, nowhere));
    expect(said).toMatch(
      new RegExp(`^The role ${role} needs ${name}( or JWKS_URL)?[.] Set what is missing[.] Without `),
    );
  });

  it("says all of them at once", async () => {
    const said = await refusal("http", {});
    expect(said).toContain("DATABASE_URL, AMQP_URL, REDIS_URL, JWT_SECRET or JWKS_URL");
  });
});

describe("a role and a service that does not answer", () => {
  it.each([
    ["DATABASE_URL", [...servers, "migrate"]],
    ["AMQP_URL", servers],
    ["REDIS_URL", servers],
  ] as const)("at %s: says where it looked, and what to do", async (name, roles) => {
    const tiers = await aDeployment();
    const settings = { ...tiers.settings, [name]: nowhere[name] ?? "" };
    for (const role of roles) {
      const said = await refusal(role, settings);
      expect(said).toMatch(/127[.]0[.]0[.]1:1\b.*ECONNREFUSED/);
      expect(said).toContain(`correct ${name}`);
    }
  });

  it("that refuses the password: says so", async () => {
    const tiers = await aDeployment();
    const wrong = new URL(tiers.services.amqpUrl);
    wrong.password = password;
    const said = await refusal("http", { ...tiers.settings, AMQP_URL: wrong.href });
    expect(said).toMatch(/the user or the password is refused.*correct AMQP_URL/);
  });
});

describe("a role and a database that is not its own", () => {
  it("with another number of partitions: says both, and how to change it", async () => {
    const tiers = await aDeployment();
    await tiers.start("http");
    for (const role of servers) {
      const said = await refusal(role, { ...tiers.settings, PARTITIONS: "5" });
      expect(said).toMatch(/\b4\b.*\b5\b/s);
      expect(said).toContain("npm run migrate -- --repartition");
    }
  });

  it("without the tables: says how to make them", async () => {
    const tiers = new Tiers();
    await tiers.makeDatabase();
    for (const role of servers) expect(await refusal(role, tiers.settings)).toContain("npm run migrate");
    await tiers.clear();
  });

  it("of a newer version: says so, and leaves it as it is", async () => {
    const tiers = await aDeployment();
    await tiers.query(
      "insert into schema_migrations (number, name, checksum) values (9000, '9000-later.sql', 'later')",
    );
    for (const role of [...servers, "migrate"] as const) {
      expect(await refusal(role, tiers.settings)).toMatch(/newer version/);
    }
  });
});

describe("a role and a broker with queues of another make", () => {
  it("says which queue, and what to do", async () => {
    const tiers = await aDeployment();
    const queue = `${tiers.namespace}.timeline.0`;
    const connection = await amqp.connect(tiers.services.amqpUrl);
    await (await connection.createChannel()).assertQueue(queue, { durable: true });
    await connection.close();
    for (const role of servers) {
      const said = await refusal(role, tiers.settings);
      expect(said).toContain(queue);
      expect(said).toMatch(/Never delete a queue that holds messages[.]\n$/);
    }
  });
});
