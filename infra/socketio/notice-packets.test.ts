import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Notice } from "../../core/entities/notice.ts";
import { typingIn } from "../../core/entities/typing.ts";
import { aMessageEvent, aRef, aUser } from "../../test/support/builders.ts";
import { presenceName, roomName, userName } from "./names.ts";
import { emissionsOf, MalformedNotice, noticeOf } from "./notice-packets.ts";

const id = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const version = fc.integer({ min: 1, max: 2 ** 40 });
const room = fc.record({ tenantId: id, roomId: id });
const user = fc.record({ tenantId: id, userId: id });

const notice: fc.Arbitrary<Notice> = fc.oneof(
  fc
    .record({ room, from: version, texts: fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 20 }) })
    .map(({ room: ref, from, texts }): Notice => {
      const events = texts.map((text, index) => aMessageEvent(from + index, text, ref.roomId));
      return { to: "room", room: ref, events };
    }),
  fc.record({ to: fc.constant("head" as const), room, version }),
  fc.record({ room, userId: id, active: fc.boolean() }).map(({ room: ref, userId, active }): Notice => {
    return { to: "typing", room: ref, typing: typingIn(ref, userId, active) };
  }),
  fc.record({ room, userId: id, version }).map(({ room: ref, userId, version: marks }): Notice => {
    const receipts = [{ userId, delivered: marks, read: 0 }];
    return { to: "receipts", room: ref, event: { roomId: ref.roomId, prev: marks - 1, marks, receipts } };
  }),
  fc.record({ user, roomId: id, version }).map(({ user: ref, roomId, version: read }): Notice => {
    const receipts = [{ userId: ref.userId, delivered: read, read }];
    return { to: "reader", user: ref, events: [{ roomId, prev: 0, marks: 0, receipts }] };
  }),
  fc
    .record({ user, online: fc.boolean(), lastSeenAt: fc.option(id), asOf: version })
    .map(({ lastSeenAt, ...sighting }): Notice => {
      return { to: "presence", sighting: { ...sighting, ...(lastSeenAt !== null && { lastSeenAt }) } };
    }),
  fc.record({ user, roomId: id, version }).map(({ user: ref, roomId, version: at }): Notice => {
    return { to: "user", user: ref, changes: [{ type: "joined", roomId, prev: at - 1, version: at }] };
  }),
  fc.record({ user, from: fc.date({ noInvalidDate: true }) }).map(({ user: ref, from }): Notice => {
    return { to: "tokens", user: ref, terms: { isDeactivated: true, tokensFrom: from.toISOString() } };
  }),
  fc.record({ user, commandId: id, roomId: id }).map(({ user: ref, commandId, roomId }): Notice => {
    return { to: "author", user: ref, rejected: { commandId, roomId, code: "forbidden", message: "No." } };
  }),
);

it("travels as what sockets are sent, and comes back as it was", () => {
  fc.assert(
    fc.property(notice, (sent) => {
      const emissions = JSON.parse(JSON.stringify(emissionsOf(sent))) as ReturnType<typeof emissionsOf>;
      expect(emissions.map(({ name, event, payload }) => noticeOf(name, event, payload))).toEqual([sent]);
    }),
  );
});

describe("what comes under a name of ours", () => {
  const [lobby, alice, present] = [roomName(aRef()), userName(aUser()), presenceName(aUser())];
  const typing = typingIn(aRef(), "alice", true);
  const shown = { roomId: "lobby", prev: 1, marks: 2, receipts: [] };
  const change = { type: "left", roomId: "lobby", prev: 1, version: 2 };

  it.each([
    [lobby, "events", [{ ...change, roomId: "den" }]],
    [lobby, "events", [{ ...change, version: "2" }]],
    [lobby, "events", [null]],
    [lobby, "events", undefined],
    [lobby, "me", [change]],
    [lobby, "receipts", null],
    [lobby, "receipts", []],
    [lobby, "receipts", [{ ...shown, roomId: "den" }]],
    [lobby, "receipts", [{ ...shown, marks: "2" }]],
    [alice, "receipts", [{ ...shown, receipts: 7 }]],
    [lobby, "typing", null],
    [lobby, "typing", { ...typing, roomId: "den" }],
    [lobby, "typing", { ...typing, userId: 7 }],
    [lobby, "typing", { ...typing, active: "yes" }],
    [lobby, "typing", { ...typing, expiresInMs: "soon" }],
    [present, "presence", null],
    [present, "presence", { online: "yes", asOf: 1 }],
    [present, "presence", { online: true, asOf: "soon" }],
    [present, "presence", { online: false, asOf: 1, lastSeenAt: 7 }],
    [alice, "presence", { online: true, asOf: 1 }],
    [present, "me", [change]],
    [alice, "typing", typing],
    [alice, "events", [change]],
    [alice, "me", change],
    [alice, "me", [{ ...change, prev: 0.5 }]],
    [alice, "rejected", [change]],
    [alice, "rejected", null],
    [alice, "tokens", null],
    [alice, "tokens", { isDeactivated: "yes" }],
    [alice, "tokens", { tokensFrom: "soon" }],
    [lobby, "tokens", {}],
  ])("is no notice: %s %s %j", (name, event, payload) => {
    expect(() => noticeOf(name, event, payload)).toThrow(MalformedNotice);
  });

  it.each([
    [lobby, "dancing", [change]],
    [lobby, 7, [change]],
    ["lobby", "events", [change]],
    ["r:%:x", "events", [change]],
  ])("is not for us: %s %s", (name, event, payload) => {
    expect(noticeOf(name, event, payload)).toBeUndefined();
  });
});
