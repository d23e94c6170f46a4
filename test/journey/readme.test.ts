import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { freePort } from "../support/services/free-port.ts";
import { Terminal } from "./terminal.ts";

const root = path.join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** Every command that the README shows in a block of its own. */
const commands = [...read("README.md").matchAll(/```sh\n(?<command>[^`]*)\n```/g)].map(
  (match) => match.groups?.command ?? "",
);

const start = "npm ci && npm start";
const test = "npm ci && npm test";
const alice = "npm run chat -- alice";
const bob = "npm run chat -- bob";
const token = "npm run -s token -- alice";
const curl = commands.find((command) => command.startsWith("curl ")) ?? "";
/** The second goes on with what the first has set. */
const receipts = commands.filter((command) => command.includes("/receipts"));

let clone: string;
let env: Record<string, string>;
let server: Terminal;
const opened: Terminal[] = [];

/** The README speaks of port 3000, which may be taken where this runs. */
const here = (command: string): string => command.replaceAll("http://localhost:3000", env.CHAT_URL ?? "");

const terminal = (command: string): Terminal => {
  const made = new Terminal(here(command), clone, env);
  opened.push(made);
  return made;
};

beforeAll(async () => {
  clone = await mkdtemp(path.join(tmpdir(), "chat-journey-"));
  execFileSync("git", ["clone", "--quiet", root, clone]);
  const port = String(await freePort());
  env = { PORT: port, CHAT_URL: `http://localhost:${port}` };
  server = new Terminal(start, clone, env);
  await server.shows("The chat is running at");
});

afterEach(async () => {
  for (const each of opened.splice(0)) await each.interrupt();
});

afterAll(async () => {
  await server.interrupt();
  await rm(clone, { recursive: true });
});

describe("the README, followed from a fresh clone", () => {
  it("shows no command that is not tried here", () => {
    expect(commands.toSorted()).toEqual([start, test, alice, bob, curl, token, ...receipts].toSorted());
  });

  it("lets two terminals talk, and shows a pasted curl line in both", async () => {
    const [one, two] = [terminal(alice), terminal(bob)];
    await Promise.all([one.shows("lobby"), two.shows("lobby")]);
    one.type("hello bob");
    await two.shows("alice: hello bob");
    two.type("hello alice");
    await one.shows("bob: hello alice");
    const pasted = terminal(curl);
    expect(await pasted.ends()).toBe(0);
    expect(pasted.output).toContain('"status":"accepted"');
    await Promise.all([one.shows("alice: hello from curl"), two.shows("alice: hello from curl")]);
  });

  it("prints at the start the very curl line that works", async () => {
    const [printed = ""] = /curl http.*/.exec(server.output) ?? [];
    expect(printed).toBe(here(curl));
    const listener = terminal(bob);
    await listener.shows("lobby");
    expect(await terminal(printed).ends()).toBe(0);
    await listener.shows("alice: hello from curl");
  });

  it("shows how far a message has come, from accepted to read", async () => {
    for (const chat of [terminal(alice), terminal(bob)]) {
      await chat.shows("lobby");
      await chat.interrupt();
    }
    const pasted = terminal(receipts.join("\n"));
    expect(await pasted.ends()).toBe(0);
    const seen = [...pasted.output.matchAll(/"status":"(\w+)"/g)].map(([, status]) => status);
    const said = [...receipts.join("\n").matchAll(/# "status":"(\w+)"/g)].map(([, status]) => status);
    expect([seen, seen]).toEqual([said, ["accepted", "stored", "delivered_to_all", "read_by_all"]]);
  });

  it("prints a token that the server takes, and nothing else", async () => {
    const printing = terminal(token);
    expect(await printing.ends()).toBe(0);
    const answer = await fetch(`${env.CHAT_URL}/v1/me`, {
      headers: { authorization: `Bearer ${printing.output.trim()}` },
    });
    expect(await answer.json()).toMatchObject({ userId: "alice", tenantId: "default" });
  });

  it("names the test command that CI runs", () => {
    expect(read(".ci/run")).toContain(`"${test}"`);
  });

  it("leads a browser from the address to the documents", async () => {
    const page = await fetch(env.CHAT_URL ?? "", { headers: { accept: "text/html" } });
    expect(await page.text()).toContain('href="/docs"');
    const documents = await Promise.all(
      ["/docs", "/docs/socket", "/docs/errors", "/docs/permissions"].map((at) => fetch(`${env.CHAT_URL}${at}`)),
    );
    expect(documents.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});
