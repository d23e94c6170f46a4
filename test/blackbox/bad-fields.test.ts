import { request } from "node:http";

import { beforeEach, describe, expect, it } from "@jest/globals";

import { expectRefusal } from "../support/bad-input.ts";
import { range, useChat } from "../support/chat.ts";
import { deployment } from "../support/deployment.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const numbers = [
  "9007199254740993",
  "1e400",
  "-0",
  "-1",
  "0x10",
  "1.5",
  "1e2",
  "",
  " 1",
  "١",
  "null",
  "NaN",
  "1&limit=2",
];
const limits = [...numbers, "0", "201"];
const users = (count: number): string[] => range(count).map((index) => `u${index}`);

describe("a query", () => {
  let alice: User;

  beforeEach(async () => {
    alice = chat.aUser("alice");
    await alice.makeRoom({ id: "here", kind: "group" });
  });

  it.each([
    "/v1/rooms?",
    "/v1/rooms/here/members?",
    "/v1/rooms/here/messages?",
    "/v1/rooms/here/changes?since=0&",
    "/v1/me/changes?since=0&",
  ])("%s refuses a limit that is none", async (path) => {
    for (const limit of limits) {
      expectRefusal(await alice.get(`${path}limit=${encodeURIComponent(limit)}`), "invalid_input");
    }
    expectRefusal(await alice.get(`${path}limit=1&limit=2`), "invalid_input");
    for (const limit of [1, 200]) expect((await alice.get(`${path}limit=${limit}`)).status).toBe(200);
  });

  it.each([
    "/v1/rooms/here/changes?since",
    "/v1/me/changes?since",
    "/v1/rooms/here/messages?before",
    "/v1/rooms/here/messages?after",
    "/v1/rooms/here/messages?around",
  ])("%s refuses a position that is none", async (path) => {
    for (const position of numbers) {
      expectRefusal(await alice.get(`${path}=${encodeURIComponent(position)}`), "invalid_input");
    }
    expectRefusal(await alice.get(`${path}=1&${path.replace(/.*\?/, "")}=2`), "invalid_input");
    for (const position of ["0", "9007199254740991"]) expect((await alice.get(`${path}=${position}`)).status).toBe(200);
  });

  it.each([
    ["/v1/rooms/here/changes", "invalid_input"],
    ["/v1/rooms?limt=5", "unknown_field"],
    ["/v1/rooms?__proto__=5", "unknown_field"],
    ["/v1/rooms?limit[gt]=5", "unknown_field"],
    ["/v1/rooms?%ff=5", "invalid_input"],
    ["/v1/rooms?cursor=%E0%A4%A", "invalid_input"],
    ["/v1/rooms?cursor=", "invalid_input"],
    ["/v1/rooms?cursor=a&cursor=b", "invalid_input"],
    [`/v1/rooms?cursor=${"x".repeat(513)}`, "invalid_input"],
    ["/v1/me?verbose=1", "unknown_field"],
    ["/v1/users?user=a&q=b", "invalid_input"],
    ["/v1/users?q=", "invalid_input"],
    ["/v1/users?cursor=abc", "invalid_input"],
    ["/v1/users?user=", "invalid_input"],
    ["/v1/users?user=a%00b", "invalid_input"],
    ["/v1/users?user=%ED%A0%80", "invalid_input"],
    [`/v1/users?user=${"x".repeat(129)}`, "invalid_input"],
    [
      `/v1/users?${users(101)
        .map((each) => `user=${each}`)
        .join("&")}`,
      "invalid_input",
    ],
  ])("%s is refused", async (path, code) => {
    expectRefusal(await alice.get(path), code);
  });

  it("of a hundred users is answered", async () => {
    expect(
      (
        await alice.get(
          `/v1/users?${users(100)
            .map((each) => `user=${each}`)
            .join("&")}`,
        )
      ).status,
    ).toBe(200);
  });
});

describe("a path", () => {
  it.each(["a b", "%00", "a%2Fb", "x".repeat(65), "__proto__", "%ED%A0%80", "%ff", "%", "a.b", "ü", "{roomId}", "*"])(
    "with the room %s is refused",
    async (room) => {
      const alice = chat.aUser();
      for (const path of ["", "/messages", "/members", "/changes?since=0"]) {
        expectRefusal(await alice.get(`/v1/rooms/${room}${path}`), "invalid_input");
      }
      expectRefusal(await alice.post(`/v1/rooms/${room}/messages`, { text: "hi" }), "invalid_input");
    },
  );

  it.each(["%00", "a%0Ab", "%ED%A0%80", "%", "__proto__", "x".repeat(129)])(
    "with the user %s is refused",
    async (user) => {
      const alice = chat.aUser();
      const { id } = await alice.makeRoom({ kind: "group" });
      expectRefusal(await alice.put(`/v1/rooms/${id}/members/${user}`), "invalid_input");
      expectRefusal(await alice.del(`/v1/rooms/${id}/members/${user}`), "invalid_input");
    },
  );

  it.each([
    ["GET", "/v1/nothing", "not_found"],
    ["GET", "/V1/rooms", "not_found"],
    ["GET", "/v1/rooms/here/messages/", "invalid_input"],
    ["PATCH", "/v1/rooms", "method_not_allowed"],
    ["DELETE", "/v1/me", "method_not_allowed"],
    ["POST", "/healthz", "method_not_allowed"],
  ])("%s %s is refused", async (method, path, code) => {
    const refused = await chat.aUser().ask(method, path);
    if (code !== "invalid_input") expectRefusal(refused, code);
    expect(refused.status).toBeLessThan(500);
  });
});

describe("a field", () => {
  it.each([
    ["a kind that does not exist", { kind: "secret" }, "kind", "not_one_of"],
    ["no kind", {}, "kind", "required"],
    ["an id of 65 characters", { kind: "group", id: "x".repeat(65) }, "id", "bad_format"],
    ["an empty id", { kind: "group", id: "" }, "id", "bad_format"],
    ["the id __proto__", { kind: "group", id: "__proto__" }, "id", "bad_format"],
    ["101 members", { kind: "group", members: users(101) }, "members", "too_long"],
    ["an empty member", { kind: "group", members: ["a", ""] }, "members.1", "too_short"],
    ["a member with a line break", { kind: "group", members: ["a\nb"] }, "members.0", "bad_format"],
    ["half a member", { kind: "group", members: ["\ud800"] }, "members.0", "not_well_formed"],
    ["a member that is a number", { kind: "group", members: [7] }, "members.0", "wrong_type"],
    ["a name that is null", { kind: "group", name: null }, "name", "wrong_type"],
  ])("of a new room with %s is refused and named", async (_name, room, path, code) => {
    const refused = await chat.aUser().post("/v1/rooms", room);
    expectRefusal(refused, "invalid_input");
    expect(refused.body.errors).toMatchObject([{ path, code }]);
  });

  it("may be at its limit", async () => {
    const alice = chat.aUser();
    const made = await alice.makeRoom({
      id: "x".repeat(64),
      kind: "group",
      name: "n".repeat(128),
      members: users(100),
    });
    expect(made.memberCount).toBe(101);
    expect((await alice.post(`/v1/rooms/${made.id}/members`, { userIds: users(100) })).status).toBe(200);
    expectRefusal(await alice.post(`/v1/rooms/${made.id}/members`, { userIds: users(101) }), "invalid_input");
    expectRefusal(await alice.post(`/v1/rooms/${made.id}/members`, { userIds: [] }), "invalid_input");
  });

  it.each(["9007199254740993", "1e400", "-1", "1.5", '"1"', "null", "[]", "true"])(
    "of sync is no position when it is %s",
    async (position) => {
      const alice = chat.aUser();
      const headers = { "content-type": "application/json" };
      expectRefusal(
        await alice.ask("POST", "/v1/sync", { raw: `{"rooms":{"here":${position}}}`, headers }),
        "invalid_input",
      );
    },
  );

  it("of sync may be minus zero, which is zero", async () => {
    const alice = chat.aUser();
    const headers = { "content-type": "application/json" };
    const answer = await alice.ask("POST", "/v1/sync", { raw: '{"rooms":{"here":-0}}', headers });
    expect(answer.body).toEqual({ rooms: { here: { gone: true } } });
  });
});

describe("headers", () => {
  it("of 16 KB are refused, and the next request is served", async () => {
    const alice = chat.aUser();
    const { hostname, port } = new URL(deployment().url);
    const status = await new Promise((resolve, reject) => {
      const headers = { "x-padding": "x".repeat(17_000) };
      request({ hostname, port, path: "/v1/me", headers }, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(431);
    expect((await alice.get("/v1/me")).status).toBe(200);
  });

  it.each(["x".repeat(65), "a b", "<script>", "ä"])("do not pass on the request id %s", async (given) => {
    const answer = await chat.aUser().ask("GET", "/v1/me", { headers: { "x-request-id": given } });
    expect(answer.headers.get("x-request-id")).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
    expect(answer.headers.get("x-request-id")).not.toBe(given);
  });
});
