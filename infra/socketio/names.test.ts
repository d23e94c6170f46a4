import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { roomName } from "./names.ts";

it("is one name for one room, whatever its parts spell", () => {
  const part = fc.oneof(fc.constantFrom("a", "a:b", "b", ":", "%3A", "r", "r:a"), fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(part, part, part, part, (tenantId, roomId, otherTenant, otherRoom) => {
      const isSame = tenantId === otherTenant && roomId === otherRoom;
      expect(roomName({ tenantId, roomId }) === roomName({ tenantId: otherTenant, roomId: otherRoom })).toBe(isSame);
    }),
  );
});
