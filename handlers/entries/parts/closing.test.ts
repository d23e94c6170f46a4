import { describe, expect, it } from "@jest/globals";
import { settled } from "../../../test/support/fake-clock.ts";
import { Closing } from "./closing.ts";

const aClosing = () => {
  const failures: unknown[] = [];
  const closed: string[] = [];
  const closing = new Closing((error) => failures.push(error));
  return { failures, closed, closing, add: (name: string) => closing.add(() => closed.push(name)) };
};

describe("closing", () => {
  it("goes back the way that opening came", async () => {
    const { closing, closed, add } = aClosing();
    for (const name of ["database", "queue", "server"]) add(name);
    await closing.close();
    expect(closed).toEqual(["server", "queue", "database"]);
  });

  it("waits for each before the next", async () => {
    const { closing, closed, add } = aClosing();
    add("database");
    let finish: () => void = () => {};
    closing.add(() => new Promise<void>((resolve) => (finish = resolve)));
    const over = closing.close();
    await settled();
    expect(closed).toEqual([]);
    finish();
    await over;
    expect(closed).toEqual(["database"]);
  });

  it("goes on when one of them fails, and says so", async () => {
    const { closing, closed, failures, add } = aClosing();
    const [thrown, rejected] = [new RangeError("Thrown."), new RangeError("Rejected.")];
    add("database");
    closing.add(() => Promise.reject(rejected));
    closing.add(() => {
      throw thrown;
    });
    await closing.close();
    expect([closed, failures]).toEqual([["database"], [thrown, rejected]]);
  });

  it("happens once, however often it is asked for", async () => {
    const { closing, closed, add } = aClosing();
    add("database");
    await Promise.all([closing.close(), closing.close()]);
    await closing.close();
    expect(closed).toEqual(["database"]);
  });
});
