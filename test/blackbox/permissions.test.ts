import { beforeEach, describe, expect, it } from "@jest/globals";

import type { RoomKind, SyncAnswer } from "../../client/src/index.ts";
import { anId, aTenant, useChat } from "../support/chat.ts";
import { ask } from "../support/http.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

type Standing = "owner" | "moderator" | "member" | "reader" | "removed" | "outsider" | "stranger";
const acts = [
  "see",
  "read",
  "post",
  "join",
  "add",
  "remove",
  "promote",
  "mute",
  "ban",
  "rename",
  "archive",
  "hand over",
  "leave",
] as const;
type Act = (typeof acts)[number];

/** Joining where one is already changes nothing. */
const reading: readonly Act[] = ["see", "read", "join"];
const posting: readonly Act[] = [...reading, "post"];
const moderating: readonly Act[] = [...posting, "add", "remove", "promote", "mute", "ban", "rename"];
const owning: readonly Act[] = [...moderating, "archive", "hand over"];

/** What somebody may do, and what everything else is refused with. A stranger is of another tenant. */
const table: readonly (readonly [kind: RoomKind, standing: Standing, may: readonly Act[], otherwise: string])[] = [
  ["direct", "member", posting, "forbidden"],
  ["direct", "outsider", [], "room_not_found"],
  ["direct", "stranger", [], "room_not_found"],
  ["group", "owner", owning, "successor_needed"],
  ["group", "moderator", [...moderating, "leave"], "forbidden"],
  ["group", "member", [...posting, "leave"], "forbidden"],
  ["group", "reader", [...reading, "leave"], "forbidden"],
  ["group", "removed", [], "room_not_found"],
  ["group", "outsider", [], "room_not_found"],
  ["group", "stranger", [], "room_not_found"],
  ["channel", "owner", owning, "successor_needed"],
  ["channel", "moderator", [...moderating, "leave"], "forbidden"],
  ["channel", "member", [...posting, "leave"], "forbidden"],
  ["channel", "reader", [...reading, "leave"], "forbidden"],
  ["channel", "removed", ["see", "join"], "forbidden"],
  ["channel", "outsider", ["see", "join"], "forbidden"],
  ["channel", "stranger", [], "room_not_found"],
];

const id = "room";
const path = `/v1/rooms/${id}`;

/** The codes of every way to do it; they have to agree. */
const ways: Readonly<Record<Act, (user: User) => Promise<readonly (string | undefined)[]>>> = {
  see: async (user) => [(await user.get(path)).body.code],
  read: async (user) => {
    const paths = ["/messages", "/members", "/changes?since=0", `/messages/${anId()}`];
    const codes = await Promise.all(paths.map(async (each) => (await user.get(path + each)).body.code));
    return codes.map((code) => (code === "message_not_found" ? undefined : code));
  },
  post: async (user) => {
    const socket = await user.connect();
    const [byHttp, bySocket] = [await user.sayOrNot(id, "hi"), await user.sendBy(socket, id, "hi")];
    return [byHttp.body.code, bySocket.ok ? undefined : bySocket.code];
  },
  join: async (user) => [(await user.put(`${path}/members/${user.id}`)).body.code],
  add: async (user) => [
    (await user.put(`${path}/members/zoe`)).body.code,
    (await user.post(`${path}/members`, { userIds: ["yves", "zoe"] })).body.code,
  ],
  remove: async (user) => [(await user.del(`${path}/members/target`)).body.code],
  promote: async (user) => [(await user.patch(`${path}/members/target`, { role: "reader" })).body.code],
  mute: async (user) => [
    (await user.ask("PUT", `${path}/members/target/mute`, { json: { seconds: 60 } })).body.code,
    (await user.del(`${path}/members/target/mute`)).body.code,
  ],
  ban: async (user) => [
    (await user.get(`${path}/bans`)).body.code,
    (await user.ask("PUT", `${path}/bans/zoe`, { json: {} })).body.code,
    (await user.del(`${path}/bans/zoe`)).body.code,
  ],
  rename: async (user) => [
    (await user.patch(path, { name: "mine" })).body.code,
    (await user.patch(path, { locked: true })).body.code,
  ],
  archive: async (user) => [(await user.patch(path, { archived: true })).body.code],
  "hand over": async (user) => [(await user.patch(`${path}/members/target`, { role: "owner" })).body.code],
  leave: async (user) => [(await user.del(`${path}/members/${user.id}`)).body.code],
};

describe.each(table)("in a %s, the %s", (kind, standing, may, otherwise) => {
  let actor: User;

  beforeEach(async () => {
    const owner = chat.aUser("owner");
    actor = standing === "stranger" ? chat.aUser("actor", { tenant: aTenant() }) : chat.aUser(standing);
    const insiders = /^(moderator|member|reader|removed)$/.test(standing) ? [standing] : [];
    const members = kind === "direct" ? ["member"] : ["target", ...insiders];
    await owner.must(owner.post("/v1/rooms", { id, kind, members }));
    if (standing === "removed") await owner.remove(id, actor);
    if (standing === "moderator" || standing === "reader") await owner.give(id, actor, standing);
  });

  it.each(acts.map((act) => [act, may.includes(act) ? "may" : otherwise] as const))("%s: %s", async (act, answer) => {
    const codes = new Set(await ways[act](actor));
    expect([...codes]).toEqual([answer === "may" ? undefined : answer]);
  });

  it("gets from sync what reading gives, and hears what a reader hears", async () => {
    const mayRead = may.includes("read");
    const { rooms } = await actor.must(actor.post<SyncAnswer>("/v1/sync", { rooms: { [id]: 99 } }));
    expect(rooms[id]).toEqual(mayRead ? expect.objectContaining({ reset: true }) : { gone: true });
    const socket = await actor.connect();
    expect(socket.ready?.rooms.map((room) => room.id)).toEqual(mayRead ? [id] : []);
  });
});

describe("somebody without a good token", () => {
  it.each([
    ["GET", "/v1/rooms"],
    ["POST", "/v1/rooms"],
    ["GET", path],
    ["PATCH", path],
    ["GET", `${path}/messages`],
    ["POST", `${path}/messages`],
    ["GET", `${path}/members`],
    ["POST", `${path}/members`],
    ["PUT", `${path}/members/x`],
    ["PATCH", `${path}/members/x`],
    ["DELETE", `${path}/members/x`],
    ["PUT", `${path}/members/x/mute`],
    ["DELETE", `${path}/members/x/mute`],
    ["GET", `${path}/invitations`],
    ["PUT", `${path}/invitations/x`],
    ["DELETE", `${path}/invitations/x`],
    ["GET", "/v1/me/invitations"],
    ["GET", `${path}/bans`],
    ["PUT", `${path}/bans/x`],
    ["DELETE", `${path}/bans/x`],
    ["GET", `${path}/changes?since=0`],
    ["GET", `${path}/commands/${anId()}`],
    ["POST", "/v1/sync"],
    ["GET", "/v1/me"],
    ["GET", "/v1/me/changes?since=0"],
    ["GET", "/v1/users?user=x"],
  ])("is refused %s %s before anything else is looked at", async (method, address) => {
    const expired = await chat.aUser().token({ expires: Math.floor(Date.now() / 1_000) - 60 });
    const anonymous = await ask<{ code: string }>(method, address);
    const late = await ask<{ code: string }>(method, address, { headers: { authorization: `Bearer ${expired}` } });
    expect([anonymous.status, anonymous.body.code]).toEqual([401, "unauthenticated"]);
    expect([late.status, late.body.code]).toEqual([401, "token_expired"]);
  });
});
