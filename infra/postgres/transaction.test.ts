import { describe, expect, it } from "@jest/globals";
import type { Statement } from "./queries.ts";
import { textOf } from "./queries.ts";
import { Transaction } from "./transaction.ts";

/** A connection whose answers come when the test says so, in the order of the questions. */
class SlowSession {
  readonly asked: string[] = [];
  readonly #unanswered: { readonly resolve: (answer: never) => void; readonly reject: (error: Error) => void }[] = [];

  ask = (statement: Statement): Promise<never> => {
    this.asked.push(textOf(statement));
    return new Promise((resolve, reject) => this.#unanswered.push({ resolve, reject }));
  };

  answer(failure?: Error): void {
    const next = this.#unanswered.shift();
    if (failure) next?.reject(failure);
    else next?.resolve({ rows: [], command: "COMMIT" } as never);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe("a transaction", () => {
  it("sends its begin together with a first question, and waits for both", async () => {
    const session = new SlowSession();
    const answer = new Transaction(session, "begin").query("select 1");
    await turn();
    expect(session.asked).toEqual(["begin", "select 1"]);
    session.answer();
    session.answer();
    expect(await answer).toEqual([]);
  });

  it("changes nothing before it has begun: without a begin the change would stand by itself", async () => {
    const session = new SlowSession();
    const told = failureOf(new Transaction(session, "begin").tell("insert into probes values (1)"));
    await turn();
    expect(session.asked).toEqual(["begin"]);
    session.answer(new Error("Not now."));
    expect(await told).toMatchObject({ message: "Not now." });
    expect(session.asked).toEqual(["begin"]);
  });

  it("sends what it is told together with the commit", async () => {
    const session = new SlowSession();
    const transaction = new Transaction(session, "begin");
    const read = transaction.query("select 1");
    await turn();
    session.answer();
    session.answer();
    await read;
    await transaction.tell("insert into probes values (1)");
    await transaction.tell("insert into probes values (2)");
    const committed = transaction.commit();
    await turn();
    expect(session.asked.slice(2)).toHaveLength(3);
    for (let answers = 0; answers < 3; answers += 1) session.answer();
    await committed;
  });

  it("fails with the first failure, not with those that follow from it", async () => {
    const session = new SlowSession();
    const transaction = new Transaction(session, "begin");
    const read = failureOf(transaction.query("select 1"));
    await turn();
    session.answer(new Error("The first."));
    session.answer(new Error("It follows."));
    expect(await read).toMatchObject({ message: "The first." });
  });
});
