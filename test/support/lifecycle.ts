import { randomBytes } from "node:crypto";

import { afterEach, describe, it, jest } from "@jest/globals";

import { isOurs } from "./deployment.ts";
import type { ChatProcess, Settings } from "./chat-process.ts";
import { aHome, removeHome, startChat } from "./chat-process.ts";

/** A start takes seconds, on a busy machine many. */
const patienceMs = 60_000;

/** Tests that start, stop and kill processes; against a deployment of somebody else's they say why they do not. */
export const describeProcesses = (name: string, tests: () => void): void => {
  jest.setTimeout(patienceMs);
  const saySo = (): void => {
    it("is not tried: CHAT_URL names a deployment whose processes are not ours to stop", () => {});
  };
  describe(name, isOurs() ? tests : saySo);
};

/** A data directory and a secret that outlive the processes of one test. */
export class Site {
  readonly home = aHome();
  readonly secret = randomBytes(32).toString("hex");
  readonly #started: ChatProcess[] = [];

  async start(settings: Settings = {}): Promise<ChatProcess> {
    const chat = await startChat(this.home, { JWT_SECRET: this.secret, LOG_LEVEL: "warn", ...settings });
    this.#started.push(chat);
    return chat;
  }

  async clear(): Promise<void> {
    for (const chat of this.#started) chat.signal("SIGKILL");
    await Promise.all(this.#started.map(({ ended }) => ended));
    removeHome(this.home);
  }
}

/** For a test file: `aSite()` makes one, and its processes and files are gone after each test. */
export const useSites = (): (() => Site) => {
  const sites: Site[] = [];
  afterEach(async () => {
    for (const site of sites.splice(0)) await site.clear();
  });
  return () => {
    const site = new Site();
    sites.push(site);
    return site;
  };
};
