import { beforeEach, describe, expect, it } from "@jest/globals";
import type { ReceiptsEvent } from "../../core/entities/watermarks.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { ReceiptPackets } from "./receipt-packets.ts";

let clock: FakeClock;
let receipts: ReceiptPackets;
/** Each packet as it was sent: to whom, and of which rooms up to which marks. */
let sent: string[];

const inRoom = (roomId: string, marks = 1, members = 1): ReceiptsEvent => ({
  roomId,
  prev: marks - 1,
  marks,
  receipts: Array.from({ length: members }, (_, index) => ({ userId: `user-${index}`, delivered: 1, read: 1 })),
});
const wordOf = ({ roomId, marks }: ReceiptsEvent) => `${roomId} ${marks}`;

beforeEach(() => {
  [clock, sent] = [new FakeClock(), []];
  receipts = new ReceiptPackets(clock, {
    toSession: (sessionId, events) => sent.push(`${sessionId}: ${events.map(wordOf).join(", ")}`),
    toSessions: (sessionIds, event) => sent.push(`${sessionIds.join("+")}: ${wordOf(event)}`),
  });
});

/** After it, what comes next waits. */
const begin = (): void => {
  receipts.add(["alice"], inRoom("first"));
  sent = [];
};

describe("the receipts that sockets are sent", () => {
  it("go out at once after a quiet moment, in one packet for all", async () => {
    receipts.add(["alice", "bob"], inRoom("lobby"));
    await clock.turn(50);
    receipts.add(["bob"], inRoom("den"));
    expect(sent).toEqual(["alice+bob: lobby 1", "bob: den 1"]);
  });

  it("go out as one packet a session in a burst, in order", async () => {
    begin();
    receipts.add(["alice", "bob"], inRoom("lobby", 1));
    receipts.add(["bob"], inRoom("den", 7));
    receipts.add(["alice", "bob"], inRoom("lobby", 2));
    expect(sent).toEqual([]);
    await clock.turn(50);
    expect(sent).toEqual(["alice: lobby 1, lobby 2", "bob: lobby 1, den 7, lobby 2"]);
  });

  it("go out ahead of what may not overtake them", () => {
    begin();
    receipts.add(["alice", "bob"], inRoom("lobby"));
    receipts.flush("alice");
    receipts.flush("alice");
    expect(sent).toEqual(["alice: lobby 1"]);
  });

  it("still wait in a burst that goes on", async () => {
    begin();
    receipts.add(["alice"], inRoom("lobby", 1));
    await clock.turn(50);
    receipts.add(["alice"], inRoom("lobby", 2));
    expect(sent).toEqual(["alice: lobby 1"]);
    await clock.turn(50);
    expect(sent).toEqual(["alice: lobby 1", "alice: lobby 2"]);
  });

  it("are encoded once where many are told, after what these wait for", () => {
    const many = Array.from({ length: 17 }, (_, index) => `s${index}`);
    begin();
    receipts.add(["s3"], inRoom("hall", 1));
    receipts.add(many, inRoom("hall", 2));
    expect(sent).toEqual(["s3: hall 1", `${many.join("+")}: hall 2`]);
  });

  it("do not pile up for a session", () => {
    begin();
    for (let room = 0; room < 4; room += 1) receipts.add(["alice"], inRoom(`room-${room}`, 1, 256));
    expect(sent).toEqual(["alice: room-0 1, room-1 1, room-2 1, room-3 1"]);
  });

  it("of a room are nothing to who has left it", async () => {
    begin();
    receipts.add(["alice", "bob"], inRoom("lobby"));
    receipts.add(["alice"], inRoom("den"));
    receipts.forget("alice", "lobby");
    receipts.forget("bob", "lobby");
    await clock.turn(50);
    expect([sent, clock.waiting]).toEqual([["alice: den 1"], 1]);
    await clock.turn(50);
    expect(clock.waiting).toBe(0);
  });

  it("are nothing where nobody is told, and cost no timer then", () => {
    receipts.add([], inRoom("lobby"));
    expect([sent, clock.waiting]).toEqual([[], 0]);
  });
});
