import { beforeEach, describe, expect, it } from "@jest/globals";
import type { UserRef } from "../../core/entities/refs.ts";
import type { UserTerms } from "../../core/ports/user-store.ts";
import { aUser } from "../../test/support/builders.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../test/support/fakes.ts";
import { RememberingTokenTerms } from "./remembering-terms.ts";

let clock: FakeClock;
let questions: string[][];
let deactivated: string[];
let answer: () => Promise<void>;
let terms: RememberingTokenTerms;

beforeEach(() => {
  clock = new FakeClock();
  questions = [];
  deactivated = [];
  answer = () => Promise.resolve();
  const read = async (users: readonly UserRef[]): Promise<readonly UserTerms[]> => {
    questions.push(users.map(({ userId }) => userId));
    const found = users.filter(({ userId }) => deactivated.includes(userId));
    await answer();
    return found.map((user) => ({ user, terms: { isDeactivated: true } }));
  };
  terms = new RememberingTokenTerms({ terms: read }, clock, new FakeTelemetry());
});

const of = (...userIds: string[]) => Promise.all(userIds.map((userId) => terms.of(aUser(userId))));
const out = { isDeactivated: true };

describe("what decides whether tokens count", () => {
  it("is asked for at most every 800 ms, for many users at once", async () => {
    await of("alice", "bob");
    await of("alice", "carol", "dan", "alice");
    expect(questions).toEqual([["alice"], ["bob"], ["carol"], ["dan"]].map((each) => expect.arrayContaining(each)));
    await clock.turn(799);
    deactivated = ["bob"];
    expect(await of("bob")).toEqual([{}]);
    await clock.turn(1);
    expect(await of("bob")).toEqual([out]);
    expect(questions.at(-1)).toEqual(expect.arrayContaining(["alice", "bob", "carol", "dan"]));
    expect(await of("alice", "carol", "dan")).toEqual([{}, {}, {}]);
    expect(questions).toHaveLength(5);
  });

  it("is shared by those who come while it is asked", async () => {
    let release: () => void = () => {};
    answer = () => new Promise((resolve) => (release = resolve));
    const [first, second] = [of("alice"), of("alice", "bob", "bob")];
    await clock.turn(0);
    answer = () => Promise.resolve();
    release();
    await Promise.all([first, second]);
    expect(questions).toEqual([["alice"], ["bob"]]);
  });

  it.each([3, 1_200])("is waited for by each of %i users who come at once", async (count) => {
    answer = () => new Promise((resolve) => setImmediate(resolve));
    const users = Array.from({ length: count }, (_, index) => `user-${index}`);
    deactivated = users;
    expect(await of(...users)).toEqual(users.map(() => out));
    await clock.turn(800);
    deactivated = [];
    expect(await of(...users)).toEqual(users.map(() => ({})));
  });

  it("is what was last known while the database is away, and nobody waits again and again", async () => {
    deactivated = ["bob"];
    await of("alice", "bob");
    answer = () => new Promise(() => {});
    await clock.turn(900);
    let isOver = false;
    const waiting = of("bob").finally(() => (isOver = true));
    await clock.turn(249);
    expect(isOver).toBe(false);
    await clock.turn(1);
    expect(await waiting).toEqual([out]);
    expect(await of("bob", "alice", "stranger")).toEqual([out, {}, {}]);
  });

  it("is asked again once the database has failed for 250 ms", async () => {
    answer = () => Promise.reject(new RangeError("away"));
    deactivated = ["alice"];
    expect(await of("alice", "bob")).toEqual([{}, {}]);
    expect(questions).toHaveLength(1);
    answer = () => Promise.resolve();
    await clock.turn(250);
    expect(await of("alice")).toEqual([out]);
  });
});
