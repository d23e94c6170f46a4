import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";

import { aHome, failToStart, removeHome } from "../../support/chat-process.ts";
import { useChat } from "../../support/chat.ts";
import { describeProcesses, useSites } from "../../support/lifecycle.ts";

const chat = useChat();
const aSite = useSites();
const secret = "s".repeat(32);

describeProcesses("a process that cannot start", () => {
  it("because another one has its data directory says so, and leaves that one alone", async () => {
    const site = aSite();
    const first = await site.start();
    const second = await failToStart(site.home, { JWT_SECRET: secret });
    expect(second).toMatchObject({ code: 1, signal: null });
    expect(second.said).toMatch(/^\S+ is in use by process \d+\. .* set DATA_DIR to another directory\.\n$/);
    const at = { url: first.address, socketUrl: first.address, secret: site.secret };
    expect((await chat.aUser("alice", { at }).makeRoom({ kind: "group" })).version).toBe(2);
  });

  it("because its port is taken says which one, and gives its data directory back", async () => {
    const [site, other] = [aSite(), aSite()];
    const { port } = new URL((await site.start()).address);
    const refused = await failToStart(other.home, { PORT: port, JWT_SECRET: secret });
    expect(refused).toMatchObject({ code: 1, signal: null });
    expect(refused.said).toBe(
      `Port ${port} is in use. Stop what listens there, or set another one: PORT, GATEWAY_PORT or HEALTH_PORT.\n`,
    );
    await other.start();
  });

  it.each([
    ["", /^\S+ is a file, not a directory\.\n$/],
    ["/below", /^A part of \S+ is a file, not a directory\.\n$/],
  ])("because its data directory is a file%s says so", async (below, sentence) => {
    const home = aHome();
    const file = join(home, "file");
    writeFileSync(file, "");
    const refused = await failToStart(home, { DATA_DIR: `${file}${below}`, JWT_SECRET: secret });
    removeHome(home);
    expect(refused.code).toBe(1);
    expect(refused.said).toMatch(sentence);
  });

  it("because its settings are wrong names every one of them, and quotes no secret", async () => {
    const home = aHome();
    const wrong = {
      PORT: "http",
      JWT_SECRET: "too-short-a-secret",
      LOG_LEVEL: "loud",
      CORS_ORIGINS: "example",
    };
    const refused = await failToStart(home, wrong);
    removeHome(home);
    expect(refused).toMatchObject({ code: 1, signal: null });
    for (const name of Object.keys(wrong)) expect(refused.said).toContain(name);
    expect(refused.said).not.toContain(wrong.JWT_SECRET);
    expect(refused.said).not.toMatch(/\n {4}at /);
  });

  it("because a service that it is told to use does not answer says which, and gives its data directory back", async () => {
    const site = aSite();
    const refused = await failToStart(site.home, { AMQP_URL: "amqp://chat:password@127.0.0.1:1", JWT_SECRET: secret });
    expect(refused).toMatchObject({ code: 1, signal: null });
    expect(refused.said).toMatch(/^RabbitMQ at 127[.]0[.]0[.]1:1 .* correct AMQP_URL[.]\n$/);
    await site.start();
  });
});

describeProcesses("a process that was given no secret", () => {
  it("makes one and keeps it, and a room to try things out in", async () => {
    const site = aSite();
    const { address } = await site.start({ JWT_SECRET: "" });
    const { readFile, stat } = await import("node:fs/promises");
    const file = `${site.home}/data/jwt-secret`;
    const kept = (await readFile(file, "utf8")).trim();
    expect(kept.length).toBeGreaterThanOrEqual(32);
    expect((await stat(file)).mode & 0o077).toBe(0);
    const at = { url: address, socketUrl: address, secret: kept };
    const [alice, carol] = ["alice", "carol"].map((id) => chat.aUser(id, { at, tenant: "default" }));
    expect(await alice!.room("lobby")).toMatchObject({ kind: "channel", name: "Lobby", memberCount: 2 });
    await carol!.join("lobby");
    expect(await carol!.say("lobby", "hello")).toMatchObject({ seq: 1 });
  });
});
