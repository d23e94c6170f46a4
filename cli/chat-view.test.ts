import { describe, expect, it } from "@jest/globals";
import { ChatApiError } from "../client/src/index.ts";
import type { ConnectionStatus } from "../client/src/index.ts";
import { connectionLines, inWords, memberLine, messageLine, roomLine } from "./chat-view.ts";

const aMessage = (text: string) =>
  ({
    id: "m",
    roomId: "lobby",
    seq: 1,
    version: 1,
    authorId: "alice",
    text,
    createdAt: "2026-01-01T00:00:00.000Z",
  }) as const;

describe("what is shown", () => {
  it("names the author, and the room when it is another one", () => {
    expect(messageLine(aMessage("hello"), "lobby")).toBe("alice: hello");
    expect(messageLine(aMessage("hello"), "other")).toBe("[lobby] alice: hello");
  });

  it("lets nobody command the terminal", () => {
    expect(messageLine(aMessage("\u001b[2Jred\u202eder\nsecond\rline"), "lobby")).toBe(
      "alice: ·[2Jred·der\n    second·line",
    );
  });

  it("says of a room how many are in it, and how much is unread", () => {
    const at = { createdAt: "2026-01-01T00:00:00.000Z", seq: 3, version: 3, marks: 0 };
    const room = { id: "team", kind: "group", name: "The team", memberCount: 2, ...at } as const;
    expect(roomLine({ ...room, unread: 0 })).toBe("  team  The team  (group, 2 members)");
    expect(roomLine({ ...room, unread: 3 })).toBe("  team  The team  (group, 2 members, 3 unread)");
  });

  it("says who comes and who leaves", () => {
    const member = { userId: "bob", role: "member", joinedSeq: 0 } as const;
    const event = { type: "member", roomId: "lobby", prev: 0, version: 1, memberCount: 1 } as const;
    expect(memberLine({ ...event, member })).toBe("* bob joined");
    expect(memberLine({ ...event, member: { ...member, leftAt: "2026-01-01T00:00:00.000Z" } })).toBe("* bob left");
  });

  it("says once that the connection is lost, and once that it is back", () => {
    const line = connectionLines();
    const waiting: ConnectionStatus = { state: "waiting", code: "lost", message: "", retryInMs: 1 };
    const states: ConnectionStatus[] = [
      { state: "online" },
      waiting,
      { state: "connecting" },
      waiting,
      { state: "online" },
    ];
    const shown = states.map((status) => line(status) ?? "");
    expect(shown).toEqual(["", "connection lost, trying again", "", "", "connected again"]);
  });

  it("puts a refusal in plain words, with what is wrong in which field", () => {
    const errors = [{ path: "text", code: "too_long", message: "At most 8192 characters." }];
    expect(inWords(new ChatApiError({ code: "forbidden", detail: "x" }))).toBe("You may not do that here.");
    expect(inWords(new ChatApiError({ code: "invalid_input", detail: "x", errors }))).toBe(
      "text: At most 8192 characters.",
    );
  });
});
