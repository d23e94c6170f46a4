import { describe, expect, it } from "@jest/globals";
import { partitionHash, partitionOf, queueNames } from "./names.ts";

const inRoom = (roomId: string, tenantId = "default") => ({ tenantId, roomId });

describe("the names of the queues", () => {
  it("begin with the namespace", () => {
    expect(queueNames("chat", 2)).toEqual({
      timelines: ["chat.timeline.0", "chat.timeline.1"],
      receipts: "chat.receipts",
      deadLetters: "chat.dead-letters",
    });
  });
});

describe("the partition of a room", () => {
  it("is the same for ever: these stand for what is in the queues of others", () => {
    expect(partitionHash).toBe("crc32:tenant/room");
    const rooms = [inRoom("lobby"), inRoom("lobby", "acme"), inRoom("order-123"), inRoom("A_b-9")];
    expect(rooms.map((room) => partitionOf(room, 256))).toEqual([56, 120, 154, 118]);
  });

  it("is one of those there are", () => {
    const partitions = Array.from({ length: 200 }, (_, index) => partitionOf(inRoom(`room-${index}`), 3));
    expect(new Set(partitions)).toEqual(new Set([0, 1, 2]));
  });
});
