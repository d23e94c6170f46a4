import { describe, expect, it } from "@jest/globals";
import { aMember } from "../../test/support/builders.ts";
import type { Action } from "./permissions.ts";
import { assertMay, assertOutranks, refusalOf } from "./permissions.ts";
import { roles } from "./member.ts";
import type { RoomTerms } from "./room.ts";

const isService = true;
const may = (
  action: Action,
  terms: Partial<RoomTerms> = {},
  member = undefined as ReturnType<typeof aMember> | undefined,
) => refusalOf(action, { kind: "group", ...terms, isService }, member) ?? "may";

describe("a service", () => {
  it("does in a room that it is not in what its owner does, but come and go", () => {
    for (const action of ["see", "read", "post", "ban_users", "lock_room", "archive_room", "hand_over"] as const) {
      expect([action, may(action), may(action, { kind: "channel" })]).toEqual([action, "may", "may"]);
    }
    expect(["join", "leave"].map((action) => may(action as Action))).not.toContain("may");
  });

  it("reads and posts between two, and leaves them as they are", () => {
    const actions = ["see", "read", "post", "add_members", "remove_members", "change_room"] as const;
    expect(actions.filter((action) => may(action, { kind: "direct" }) === "may")).toEqual(["see", "read", "post"]);
  });

  it("is held by no mute and posts announcements, but opens a room before it posts there", () => {
    const muted = aMember({ role: "reader", mutedUntil: "2999-01-01T00:00:00.000Z" });
    expect(may("post", { announcement: true }, muted)).toBe("may");
    expect(may("post", { locked: true })).toBe("room_locked");
    expect(may("post", { archived: true })).toBe("room_archived");
  });

  it("is above everybody, and nobody is who only has its name", () => {
    for (const role of roles) expect(() => assertOutranks({ isService }, undefined, role)).not.toThrow();
    expect(() => assertOutranks({}, undefined, "reader")).toThrow("higher role");
    expect(() => assertMay("read", { kind: "channel" }, {})).toThrow("Join");
    expect(() => assertMay("read", undefined, { isService })).toThrow("no such room");
  });
});
