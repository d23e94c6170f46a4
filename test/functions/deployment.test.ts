import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { queueNames } from "../../infra/rabbitmq/names.ts";

interface Deployed {
  readonly handler: string;
  readonly role: string;
  readonly reservedConcurrency: number;
  readonly package: { readonly patterns: readonly string[] };
  readonly events?: readonly { readonly rabbitmq?: { readonly queue: string; readonly basicAuthArn: string } }[];
}

interface Statement {
  readonly Action: string | readonly string[];
}

interface Service {
  readonly provider: { readonly environment: Readonly<Record<string, string>> };
  readonly functions: Readonly<Record<"http" | "consumer" | "migrate", Deployed>>;
  readonly resources: {
    readonly Resources: Readonly<
      Record<
        string,
        { readonly Properties: { Policies: { PolicyDocument: { readonly Statement: readonly Statement[] } }[] } }
      >
    >;
  };
}

const root = join(import.meta.dirname, "../..");
const service = parse(readFileSync(join(root, "serverless.yml"), "utf8"), { merge: true }) as Service;
const { functions, provider, resources } = service;
const functionsByName = Object.entries(functions);

describe("serverless.yml", () => {
  it("feeds the consumer from each of the queues", () => {
    const queues = functions.consumer.events?.map(({ rabbitmq }) =>
      rabbitmq?.queue.replace(/^\$\{.*namespace\}/, "chat"),
    );
    const { timelines, receipts } = queueNames("chat", Number(provider.environment.PARTITIONS));
    expect(queues).toEqual([...timelines, receipts]);
    expect(functions.consumer.reservedConcurrency).toBe(queues?.length);
  });

  it.each(functionsByName)("deploys of the function %s its own folder, with a role of its own", (name, deployed) => {
    expect(deployed.handler).toBe(`dist-functions/${name}/index.handler`);
    expect(deployed.package.patterns).toEqual([`dist-functions/${name}/**`]);
    expect(resources.Resources[deployed.role]).toBeDefined();
    expect(functionsByName.filter(([, { role }]) => role === deployed.role)).toHaveLength(1);
  });

  it("lets nobody but the consumer see the broker's secret", () => {
    const readers = functionsByName.filter(([, { role }]) => {
      const [policy] = resources.Resources[role]?.Properties.Policies ?? [];
      return policy?.PolicyDocument.Statement.some(({ Action }) => [Action].flat().join().includes("secretsmanager"));
    });
    expect(readers.map(([name]) => name)).toEqual(["consumer"]);
  });

  it("can be packaged by whoever has no account", async () => {
    const folder = mkdtempSync(join(tmpdir(), "chat-package-"));
    const cli = join(root, "node_modules/serverless/bin/serverless.js");
    const env = { PATH: process.env.PATH ?? "", HOME: folder };
    await promisify(execFile)(process.execPath, [cli, "package", "--stage", "local", "--package", folder], {
      cwd: root,
      env,
    });
    for (const [name] of functionsByName) expect(existsSync(join(folder, `${name}.zip`))).toBe(true);
    rmSync(folder, { recursive: true });
  }, 180_000);
});
