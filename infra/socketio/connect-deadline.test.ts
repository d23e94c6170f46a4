import { EventEmitter } from "node:events";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { FakeClock } from "../../test/support/fake-clock.ts";
import type { Conn } from "./connect-deadline.ts";
import { ConnectDeadline } from "./connect-deadline.ts";

/** A connection, as far as its deadline sees it. */
class FakeConn extends EventEmitter {
  readyState = "open";
  readonly transport = {};
  close(): void {
    this.readyState = "closed";
    this.emit("close");
  }
}

let clock: FakeClock;
let deadline: ConnectDeadline;
let fake: FakeConn;
let conn: Conn;

beforeEach(() => {
  clock = new FakeClock();
  deadline = new ConnectDeadline(clock);
  fake = new FakeConn();
  conn = fake as unknown as Conn;
});

const leftovers = (): readonly number[] => [clock.waiting, fake.listenerCount("close")];

describe("a connection that does not ask for a session", () => {
  it("is ended after five seconds", async () => {
    deadline.start(conn);
    await clock.turn(4_999);
    expect(fake.readyState).toBe("open");
    await clock.turn(1);
    expect([fake.readyState, ...leftovers()]).toEqual(["closed", 0, 0]);
  });

  it("is left alone once it has asked, and nothing is kept for it", async () => {
    deadline.start(conn);
    await clock.turn(4_000);
    deadline.stop(conn);
    expect(leftovers()).toEqual([0, 0]);
    await clock.turn(60_000);
    expect(fake.readyState).toBe("open");
  });

  it("has five seconds again when it was refused, or its session is over", async () => {
    deadline.start(conn);
    deadline.stop(conn);
    await clock.turn(10_000);
    deadline.start(conn);
    await clock.turn(4_999);
    expect(fake.readyState).toBe("open");
    await clock.turn(1);
    expect(fake.readyState).toBe("closed");
  });

  it("leaves nothing behind when it goes, and is not begun when it has gone", () => {
    deadline.start(conn);
    fake.close();
    deadline.start(conn);
    expect(leftovers()).toEqual([0, 0]);
  });
});
