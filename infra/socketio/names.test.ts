import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { namedBy, presenceName, roomName, userName } from "./names.ts";

const part = fc.oneof(
  fc.constantFrom("a", "a:b", "b", ":", "%3A", "%", "#", "r", "u", "r:a", "u:a:b"),
  fc.string({ unit: "grapheme" }),
);

it("is one name for one room, whatever its parts spell", () => {
  fc.assert(
    fc.property(part, part, part, part, (tenantId, roomId, otherTenant, otherRoom) => {
      const isSame = tenantId === otherTenant && roomId === otherRoom;
      expect(roomName({ tenantId, roomId }) === roomName({ tenantId: otherTenant, roomId: otherRoom })).toBe(isSame);
    }),
  );
});

it("leads back to the room, the user or the user's presence, whatever its parts spell", () => {
  fc.assert(
    fc.property(part, part, (tenantId, id) => {
      expect(namedBy(roomName({ tenantId, roomId: id }))).toEqual({ room: { tenantId, roomId: id } });
      expect(namedBy(userName({ tenantId, userId: id }))).toEqual({ user: { tenantId, userId: id } });
      expect(namedBy(presenceName({ tenantId, userId: id }))).toEqual({ present: { tenantId, userId: id } });
    }),
  );
});

it.each(["", "r", "r:a", "r:a:b:c", "x:a:b", "R:a:b", "r:%:b", "aSocketsOwnIdOf20Char"])(
  "is no name of ours: %j",
  (name) => {
    expect(namedBy(name)).toBeUndefined();
  },
);
