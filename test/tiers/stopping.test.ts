import { describe, expect, it } from "@jest/globals";

import { startBalancer } from "../support/balancer.ts";
import { useChat } from "../support/chat.ts";
import type { ChatProcess, Role } from "../support/chat-process.ts";
import { endWithin } from "../support/chat-process.ts";
import type { Tiers } from "../support/tiers.ts";
import { useDeployments } from "../support/tiers-lifecycle.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const aDeployment = useDeployments();
const chat = useChat();
const graceMs = 10_000;

/** Posts until it is told to stop, or cannot go on. An attempt without an answer may have been taken all the same. */
class Talk {
  readonly accepted: string[] = [];
  readonly #ended: Promise<void>;
  #goesOn = true;

  /** @param post says whether the text was accepted; rejects when it has no answer */
  constructor(name: string, post: (text: string) => Promise<boolean>, canGoOn = () => true) {
    this.#ended = this.#talk(name, post, canGoOn);
  }

  stop(): Promise<void> {
    this.#goesOn = false;
    return this.#ended;
  }

  async #talk(name: string, post: (text: string) => Promise<boolean>, canGoOn: () => boolean): Promise<void> {
    for (let index = 0; this.#goesOn && canGoOn(); index += 1) {
      const text = `${name} ${index}`;
      if (await post(text).catch(() => false)) this.accepted.push(text);
    }
  }
}

const overHttp = (name: string, user: User, roomId: string): Talk =>
  new Talk(name, async (text) => (await user.post(`/v1/rooms/${roomId}/messages`, { text })).status === 202);

const overSocket = async (name: string, user: User, roomId: string): Promise<Talk> => {
  const socket = await user.connect();
  return new Talk(
    name,
    async (text) => (await user.sendBy(socket, roomId, text)).ok,
    () => !socket.isOver,
  );
};

const texts = async (user: User, roomId: string): Promise<string[]> => {
  const all: string[] = [];
  for (let more = true; more;) {
    const page = await user.messages(roomId, `after=${all.length}&limit=200`);
    expect(page.messages.map(({ seq }) => seq)).toEqual(page.messages.map((_, index) => all.length + index + 1));
    all.push(...page.messages.map(({ text }) => text));
    more = page.hasMoreAfter;
  }
  return all;
};

/** Everything that was accepted is stored once, and what one user posted is in the order in which it was posted. */
const expectKept = async (user: User, roomId: string, talks: readonly Talk[]): Promise<void> => {
  const accepted = talks.flatMap((talk) => talk.accepted);
  const isThere = async (): Promise<string[] | undefined> => {
    const stored = await texts(user, roomId);
    const known = new Set(stored);
    return accepted.every((text) => known.has(text)) ? stored : undefined;
  };
  const stored = await eventually(isThere, "everything that was accepted is stored", 20_000);
  expect(new Set(stored).size).toBe(stored.length);
  for (const { accepted: own } of talks) expect(stored.filter((text) => own.includes(text))).toEqual(own);
};

const expectCleanEnd = async (process: ChatProcess): Promise<void> => {
  expect(await endWithin(process.ended, graceMs)).toEqual({ code: 0, signal: null });
  expect(process.said()).not.toMatch(/"level":"(error|fatal)"/);
};

/** A process of each role and one more of one of them, with somebody who talks over HTTP and somebody who talks by socket. */
const underLoad = async (tiers: Tiers, twice: Role) => {
  const roles = ["http", "gateway", "consumer", twice] as const;
  const processes = await Promise.all(roles.map(async (role) => ({ role, process: await tiers.start(role) })));
  const of = (asked: Role): ChatProcess[] =>
    processes.flatMap(({ role, process }) => (role === asked ? [process] : []));
  const addresses = (role: Role): string[] => of(role).map(({ address }) => address);
  const https = await startBalancer(addresses("http"));
  chat.closing(() => void https.close());
  const at = { url: https.address, socketUrl: addresses("gateway")[0] ?? "", secret: tiers.secret };
  const [alice, bob] = [chat.aUser("alice", { at }), chat.aUser("bob", { at })];
  const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
  const talks = [overHttp("one", alice, id), overHttp("two", alice, id), await overSocket("three", bob, id)];
  await eventually(async () => talks.every(({ accepted }) => accepted.length > 30) || undefined, "all talk");
  return { of, id, alice, bob, talks };
};

describe("a process of each role that is told to stop under load", () => {
  it.each(["http", "consumer", "gateway"] as const)("%s ends with 0, and nothing is lost", async (role) => {
    const tiers = await aDeployment();
    const { of, id, alice, talks } = await underLoad(tiers, role);
    const [stopped] = of(role);
    stopped!.signal("SIGTERM");
    await expectCleanEnd(stopped!);
    await Promise.all(talks.map((talk) => talk.stop()));
    await expectKept(alice, id, talks);
  });

  it("consumer, being the only one, leaves what waits to the next one", async () => {
    const tiers = await aDeployment();
    const { of, id, alice, talks } = await underLoad(tiers, "http");
    const [stopped] = of("consumer");
    stopped!.signal("SIGTERM");
    await expectCleanEnd(stopped!);
    const heard = talks[0]!.accepted.length;
    await eventually(
      async () => talks[0]!.accepted.length > heard + 30 || undefined,
      "posts are accepted all the same",
    );
    await Promise.all(talks.map((talk) => talk.stop()));
    await tiers.start("consumer");
    await expectKept(alice, id, talks);
  });
});
