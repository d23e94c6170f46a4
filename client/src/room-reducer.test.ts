import { describe, expect, it } from "@jest/globals";
import { ModelRoom } from "../test/model-room.ts";
import { applyChanges, applyEvent, applyPage, startRoom } from "./room-reducer.ts";
import type { RoomState } from "./room-reducer.ts";

const aRoom = (): { room: ModelRoom; state: RoomState } => {
  const room = new ModelRoom();
  room.join("alice");
  room.post("one");
  room.post("two");
  return { room, state: startRoom(room.fresh(room.page(50))) };
};

const texts = (state: RoomState): string[] => state.messages.map((message) => message.text);

describe("a live event", () => {
  it("is applied when it follows on, and dropped when it comes again", () => {
    const { room, state } = aRoom();
    const event = room.post("three");
    const first = applyEvent(state, event);
    const second = applyEvent(first.state, event);
    expect([first.outcome, second.outcome]).toEqual(["applied", "dropped"]);
    expect(texts(second.state)).toEqual(["one", "two", "three"]);
  });

  it("is a gap when one before it is missing", () => {
    const { room, state } = aRoom();
    room.post("three");
    const { state: after, outcome } = applyEvent(state, room.post("four"));
    expect(outcome).toBe("gap");
    expect(after).toBe(state);
  });

  it("moves the position and nothing else when the reader may not see the row", () => {
    const { room, state } = aRoom();
    const { state: after } = applyEvent(state, room.hide());
    expect(after).toEqual({ ...state, version: state.version + 1 });
  });

  it("is a gap when it is a head that covers nothing and stands above the position", () => {
    const { state } = aRoom();
    const head = (version: number) => ({ type: "head", roomId: "lobby", prev: version, version }) as const;
    expect(applyEvent(state, head(state.version)).outcome).toBe("dropped");
    expect(applyEvent(state, head(state.version + 1)).outcome).toBe("gap");
  });

  it("takes who leaves from the members, and counts", () => {
    const { room, state } = aRoom();
    const joined = applyEvent(state, room.join("bob")).state;
    const left = applyEvent(joined, room.leave("alice")).state;
    expect([...joined.members.keys()]).toEqual(["alice", "bob"]);
    expect([...left.members.keys()]).toEqual(["bob"]);
    expect(left.memberCount).toBe(1);
  });

  it("passes over a kind of row that only a newer client knows", () => {
    const { state } = aRoom();
    const event = { ...applyHead(state), type: "poll" } as unknown as Parameters<typeof applyEvent>[1];
    expect(applyEvent(state, event).state.version).toBe(state.version + 1);
  });
});

const applyHead = (state: RoomState) => ({
  type: "head",
  roomId: state.roomId,
  prev: state.version,
  version: state.version + 1,
});

describe("an answer of the change feed", () => {
  it("brings what was missed, and tells only what was news", () => {
    const { room, state } = aRoom();
    const live = room.post("three");
    room.rename("second");
    const changes = room.changes(state.version, 10);
    const { state: after, applied } = applyChanges(applyEvent(state, live).state, changes as never);
    expect(applied.map((event) => event.type)).toEqual(["room"]);
    expect(after.room.name).toBe("second");
    expect(after.version).toBe(room.version);
  });
});

describe("an older page", () => {
  const aWindow = () => {
    const { room } = aRoom();
    return { room, state: startRoom(room.fresh(room.page(1))) };
  };

  it("widens the window", () => {
    const { room, state } = aWindow();
    const { state: after } = applyPage(state, room.page(50, state.oldestSeq));
    expect(texts(after)).toEqual(["one", "two"]);
    expect([state.hasMoreBefore, after.hasMoreBefore]).toEqual([true, false]);
  });

  it("is refused when a row in it has changed since, and the change was not kept", () => {
    const { room, state } = aWindow();
    const page = room.page(50, state.oldestSeq);
    const { state: after } = applyEvent(state, room.edit(1, "ONE")!);
    expect(texts(after)).toEqual(["two"]);
    expect(applyPage(after, page).outcome).toBe("stale");
    expect(texts(applyPage(after, room.page(50, after.oldestSeq)).state)).toEqual(["ONE", "two"]);
  });

  it("is refused when it does not touch the window", () => {
    const { room } = aRoom();
    room.post("three");
    const state = startRoom(room.fresh(room.page(1)));
    expect(applyPage(state, room.page(1, 2)).outcome).toBe("apart");
  });
});
