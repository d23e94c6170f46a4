import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { byKey, keyOf } from "./keys.ts";

const ref = fc.record({
  tenantId: fc.stringMatching(/^[a-z0-9-]{1,6}$/),
  roomId: fc.stringMatching(/^[A-Za-z0-9_-]{1,6}$/),
});

it("is a UUID of version 8, the same wherever it is made", () => {
  expect(keyOf({ tenantId: "default", roomId: "lobby" })).toBe("41b5fc4d-7d37-8d57-8891-75f78de6fce5");
  fc.assert(
    fc.property(ref, (room) => {
      expect(keyOf(room)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});

it("is another one for every room of every tenant", () => {
  fc.assert(
    fc.property(ref, ref, (a, b) => {
      const isSame = a.tenantId === b.tenantId && a.roomId === b.roomId;
      expect(keyOf(a) === keyOf(b)).toBe(isSame);
    }),
  );
  expect(keyOf({ tenantId: "a", roomId: "b-c" })).not.toBe(keyOf({ tenantId: "a-b", roomId: "c" }));
});

it("leads back to its room", () => {
  const rooms = ["a", "b"].map((roomId) => ({ tenantId: "acme", roomId }));
  expect(rooms.map((room) => byKey(rooms).get(keyOf(room)))).toEqual(rooms);
});

it("is still the same when more rooms came by than are remembered", () => {
  const room = { tenantId: "acme", roomId: "lobby" };
  const key = keyOf(room);
  for (let other = 0; other <= 10_000; other += 1) keyOf({ tenantId: "acme", roomId: `${other}` });
  expect(keyOf(room)).toBe(key);
});
