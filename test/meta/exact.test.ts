import { describe, expect, it } from "@jest/globals";

import { assertExactAck, assertExactAnswer, assertExactEvent } from "../support/exact.ts";

const message = {
  id: "m",
  roomId: "r",
  seq: 1,
  version: 2,
  authorId: "alice",
  text: "hi",
  createdAt: "2026-01-02T03:04:05.678Z",
};
const page = { messages: [message], users: { alice: {} }, version: 2, hasMoreBefore: false, hasMoreAfter: false };
const event = { type: "message", roomId: "r", prev: 1, version: 2, message };
const more = { tenant_id: "t" };

describe("the judge of answers", () => {
  const judge =
    (body: object, status = 200) =>
    () =>
      assertExactAnswer("GET", "/v1/rooms/r/messages?limit=5", status, body);

  it("takes what is written down", () => {
    expect(judge(page)).not.toThrow();
    expect(() => assertExactEvent("events", [event])).not.toThrow();
    expect(() => assertExactAck("send", { ok: true, id: "m", roomId: "r", status: "accepted" })).not.toThrow();
  });

  it.each([
    ["beside the rest", { ...page, ...more }],
    ["in a row", { ...page, messages: [{ ...message, ...more }] }],
    ["of a user", { ...page, users: { alice: more } }],
  ])("finds a field that nobody wrote down %s", (_where, body) => {
    expect(judge(body)).toThrow(/tenant_id/);
  });

  it("finds one in a problem, an event and an ack, and one that is not there", () => {
    expect(judge({ code: "forbidden", ...more }, 403)).toThrow(/tenant_id/);
    expect(() => assertExactEvent("events", [{ ...event, message: { ...message, ...more } }])).toThrow(/events/);
    expect(() => assertExactAck("auth", { ok: true, ...more })).toThrow(/auth/);
    expect(judge({ ...page, version: undefined })).toThrow(/version/);
  });
});
