import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import amqp from "amqplib";
import { encode } from "../../infra/rabbitmq/command-codec.ts";
import { encodeReceipts } from "../../infra/rabbitmq/receipt-codec.ts";
import { aPost, aReceipt } from "../support/builders.ts";
import { useChat } from "../support/chat.ts";
import type { Settings } from "../support/chat-process.ts";
import type { Deployment } from "../support/deployment.ts";
import { Tiers } from "../support/tiers.ts";
import { eventually } from "../support/wait.ts";

jest.setTimeout(180_000);
const chat = useChat();
const main = join(import.meta.dirname, "../../cli/main.ts");

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Every command is a process and takes its seconds, so all tests have one deployment; each leaves no dead letter. */
let tiers: Tiers;
let at: Deployment;
beforeAll(async () => {
  tiers = await new Tiers().prepare();
  const [http, gateway] = await Promise.all([tiers.start("http"), tiers.start("gateway"), tiers.start("consumer")]);
  at = tiers.at(http, gateway);
});
afterAll(() => tiers.clear());

/** What an operator types behind `npm run -s cli -- dlq`. */
const dlq = (...args: readonly string[]): Promise<Said> => dlqWith({}, ...args);

const dlqWith = (settings: Settings, ...args: readonly string[]): Promise<Said> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? "", ...tiers.settings, ...settings };
    const child = execFile(process.execPath, ["--import", "tsx", main, "dlq", ...args], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });

interface Letter {
  readonly id: string;
  readonly queue: string;
  readonly reason: string;
  readonly author: string;
  readonly commandId: string;
}

const letters = async (): Promise<readonly Letter[]> => {
  const { stdout } = await dlq("list", "--json");
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Letter);
};

/** Hands messages to the exchange to which the broker sends what is rejected, as it does itself. */
const putAside = (...bodies: readonly Buffer[]): Promise<void> => putAsideFrom("timeline.0", ...bodies);

const putAsideFrom = async (queue: string, ...bodies: readonly Buffer[]): Promise<void> => {
  const connection = await amqp.connect(tiers.services.amqpUrl);
  const channel = await connection.createConfirmChannel();
  const headers = { "x-first-death-queue": `${tiers.namespace}.${queue}`, "x-first-death-reason": "rejected" };
  for (const body of bodies) {
    channel.publish(`${tiers.namespace}.dead-letters`, "", body, { persistent: true, headers });
  }
  await channel.waitForConfirms();
  await channel.close();
  await connection.close();
};

const talking = async () => {
  const alice = chat.aUser("alice", { at });
  const { id } = await alice.makeRoom({ kind: "group" });
  const command = (text: string) => aPost({ room: { tenantId: alice.tenant, roomId: id }, authorId: alice.id, text });
  return { alice, id, command };
};

describe("dead letters", () => {
  it("are listed with their reason, and without a word of what a person wrote; shown whole if that is asked for", async () => {
    const { alice, command } = await talking();
    expect((await dlq("list")).stdout).toBe("There are no dead letters.\n");
    await putAside(Buffer.from("garbage and a secret"), encode(command("a confession")));
    const { stdout, stderr } = await dlq("list");
    expect([stderr, stdout.split("\n").length]).toEqual(["", 4]);
    expect(stdout).toMatch(/Nobody noted why/);
    expect(stdout).not.toMatch(/garbage|confession/);
    const [, letter] = await letters();
    expect(letter).toMatchObject({ author: alice.id });
    expect((await dlq("show", letter!.id)).stdout).not.toMatch(/confession/);
    expect((await dlq("show", letter!.id, "--body")).stdout).toMatch(/a confession/);
    expect((await dlq("drop", "--all")).stdout).toMatch(/2 in all/);
  });

  it("that are replayed are applied once, however often, and are dead letters no more", async () => {
    const { alice, id, command } = await talking();
    const body = encode(command("late"));
    await putAside(body, body);
    const [letter] = await letters();
    expect((await dlq("replay", letter!.id)).stdout).toMatch(/^\w{12} {2}sent back to be worked on\n$/);
    await eventually(async () => (await alice.messages(id)).messages.length === 1 || undefined, "it is stored");
    expect(await letters()).toEqual([]);
    await putAside(body);
    expect((await dlq("replay", "--all")).stdout).toMatch(/1 in all/);
    await alice.say(id, "the end");
    expect((await alice.messages(id)).messages.map(({ text }) => text)).toEqual(["late", "the end"]);
  });

  it("that are dropped are refused for good, and their authors are told", async () => {
    const { alice, id, command } = await talking();
    const hers = await alice.connect();
    const post = command("never");
    await putAside(encode(post), Buffer.from("garbage"));
    expect((await dlq("drop", "--all")).stdout).toMatch(/author is told[^]*nobody who could be told[^]*2 in all/);
    await hers.until(() => hers.rejected.length > 0, "she is told");
    expect(hers.rejected).toMatchObject([{ commandId: post.id, roomId: id, code: "dropped" }]);
    expect(await alice.command(id, post.id)).toMatchObject({ status: "rejected" });
    expect(await letters()).toEqual([]);
  });

  it("that are receipts are listed, shown, sent back and dropped like others, and nobody is told", async () => {
    const { alice, id } = await talking();
    await alice.say(id, "hello");
    const receipt = aReceipt({ room: { tenantId: alice.tenant, roomId: id }, userId: alice.id, delivered: 1, read: 1 });
    await putAsideFrom("receipts", encodeReceipts([receipt]), Buffer.from("garbage"));
    const [letter] = await letters();
    expect(letter).toMatchObject({ queue: `${tiers.namespace}.receipts`, author: "", commandId: "" });
    expect((await dlq("show", letter!.id, "--body")).stdout).toMatch(/userVersion/);
    expect((await dlq("replay", letter!.id)).stdout).toMatch(/^\w{12} {2}sent back to be worked on\n$/);
    const moved = `select from watermarks w join rooms r on r.key = w.room_id where r.id = '${id}' and w.read = 1`;
    await eventually(async () => (await tiers.query(moved)).length === 1 || undefined, "it is applied");
    expect((await dlq("drop", "--all")).stdout).toMatch(/nobody who could be told[^]*1 in all/);
    expect(await letters()).toEqual([]);
  });

  it("that are not there, or not named, are a mistake with a sentence", async () => {
    expect(await dlq("replay", "0123456789ab")).toMatchObject({
      code: 1,
      stderr: "0123456789ab is no dead letter, or another operator looks at it now.\n",
    });
    expect(await dlq("drop")).toMatchObject({
      code: 1,
      stderr: "Name the letters by their ids, or say --all.\n",
    });
    expect((await dlqWith({ REDIS_URL: "" }, "list")).stderr).toMatch(/needs REDIS_URL/);
  });
});
