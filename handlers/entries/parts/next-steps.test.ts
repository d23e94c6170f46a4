import { describe, expect, it } from "@jest/globals";
import { nextSteps } from "./next-steps.ts";

const linesOf = (address: string, dataDir: string) => {
  const lines = nextSteps(address, dataDir).split("\n");
  const starting = (start: RegExp) => lines.find((line) => start.test(line)) ?? "";
  return { alice: starting(/chat -- alice/), bob: starting(/chat -- bob/), curl: starting(/^ {2}curl/) };
};

describe("the commands printed at the start", () => {
  it.each(["./data", "data"])("are plain where every setting is the usual one: DATA_DIR=%s", (dataDir) => {
    const { alice, bob, curl } = linesOf("http://localhost:3000", dataDir);
    expect(alice).toBe(`  npm run chat -- alice                  a terminal chat as alice, in the room "lobby"`);
    expect(bob).toBe("  npm run chat -- bob                    and as bob: now two people talk");
    expect(curl).toContain("$(npm run -s token -- alice)");
  });

  it("name another port, which the curl line has in its address", () => {
    const { alice, curl } = linesOf("http://localhost:3478", "./data");
    expect(alice).toMatch(/^ {2}CHAT_URL=http:\/\/localhost:3478 npm run chat -- alice {2}a terminal/);
    expect(curl).toContain("$(npm run -s token -- alice)");
  });

  it("name another data directory, as the shell takes it", () => {
    const { bob, curl } = linesOf("http://localhost:3478", "/tmp/x");
    expect(bob).toMatch(/^ {2}CHAT_URL=http:\/\/localhost:3478 DATA_DIR=\/tmp\/x npm run chat -- bob {4}and/);
    expect(curl).toContain("$(DATA_DIR=/tmp/x npm run -s token -- alice)");
    expect(linesOf("http://localhost:3000", "/tmp/it's").alice).toContain(String.raw`  DATA_DIR='/tmp/it'\''s' npm`);
  });
});
