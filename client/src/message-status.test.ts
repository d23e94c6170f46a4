import { describe, expect, it } from "@jest/globals";
import { ModelRoom } from "../test/model-room.ts";
import { statusOf } from "./message-status.ts";
import { startRoom } from "./room-reducer.ts";

/** A message of alice, the second one, in a room with bob and carol. */
const aRoom = (): ModelRoom => {
  const room = new ModelRoom();
  for (const userId of ["alice", "bob", "carol"]) room.join(userId);
  room.post("before", "bob");
  room.post("hello", "alice");
  return room;
};

const statusIn = (room: ModelRoom, more: object = {}) =>
  statusOf({ ...startRoom({ ...room.fresh(room.page(50)), ...more }) }, { seq: 2, authorId: "alice" });

type Progress = Readonly<Record<string, readonly [delivered: number, read: number]>>;

const steps: readonly (readonly [string, Progress])[] = [
  ["stored", { bob: [1, 1], carol: [1, 0] }],
  ["delivered", { bob: [2, 1] }],
  ["delivered_to_all", { bob: [2, 1], carol: [2, 0] }],
  ["read", { bob: [2, 2] }],
  ["read_by_all", { bob: [2, 2], carol: [2, 2] }],
];

describe("how far a message has come", () => {
  it.each(steps)("is %s", (status, progress) => {
    const room = aRoom();
    for (const [userId, [delivered, read]] of Object.entries(progress)) room.receive([{ userId, delivered, read }]);
    expect(statusIn(room)).toBe(status);
  });

  it("is told by those who were there when it was posted, and are there now, but for its author", () => {
    const room = aRoom();
    room.receive([{ userId: "alice", delivered: 2, read: 2 }]);
    room.join("dave");
    expect(statusIn(room)).toBe("stored");
    room.receive([{ userId: "bob", delivered: 2, read: 2 }]);
    expect(statusIn(room)).toBe("read");
    room.leave("carol");
    expect(statusIn(room)).toBe("read_by_all");
  });

  it("is stored where there is nobody else, or not all members are held", () => {
    const room = aRoom();
    room.receive([{ userId: "bob", delivered: 2, read: 2 }]);
    expect(statusIn(room, { membersComplete: false })).toBe("stored");
    for (const userId of ["bob", "carol"]) room.leave(userId);
    expect(statusIn(room)).toBe("stored");
  });
});
