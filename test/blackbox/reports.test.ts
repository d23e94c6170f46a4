import { describe, expect, it } from "@jest/globals";
import type { AuditPage, MadeReport, Report, ReportsPage } from "../../client/src/index.ts";
import { anId, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const report = (user: User, roomId: string, messageId: string, json: object = { reason: "spam" }) =>
  user.post<MadeReport>(`/v1/rooms/${roomId}/messages/${messageId}/reports`, json);

const listed = async (user: User, roomId: string, query = ""): Promise<readonly Report[]> =>
  (await user.must(user.get<ReportsPage>(`/v1/rooms/${roomId}/reports${query}`))).reports;

const aService = () => chat.aUser("backend", { isService: true });

/** Alice owns it, Bob looks after it with her, Carol is a member. */
const aRoom = async () => {
  const [alice, bob, carol] = chat.people();
  const { id } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] });
  await alice.give(id, bob, "moderator");
  return { alice, bob, carol, id };
};

describe("a report", () => {
  it("is reviewed by who looks after the room, also when the message is gone, and its maker is not told", async () => {
    const { alice, bob, carol, id } = await aRoom();
    const message = await alice.say(id, "a bad word");
    const made = await carol.must(report(carol, id, message.id, { reason: "hate", note: "look" }));
    expect(made).toEqual({ id: made.id, roomId: id, messageId: message.id, reportedBy: "carol", reason: "hate", note: "look", at: made.at }); // prettier-ignore
    await alice.must(alice.del(`/v1/rooms/${id}/messages/${message.id}`));
    const [open] = await listed(bob, id);
    expect(open).toMatchObject({ ...made, status: "open", copy: { authorId: "alice", text: "a bad word" } });
    const path = `/v1/rooms/${id}/reports/${made.id}`;
    const reviewed = await bob.must(bob.patch<Report>(path, { status: "resolved", note: "talked to her" }));
    expect(reviewed).toMatchObject({ status: "resolved", review: { reviewedBy: "bob", note: "talked to her" } });
    expect([await listed(bob, id), await listed(bob, id, "?status=resolved")]).toEqual([[], [reviewed]]);
  });

  it("is one for each who reports, however often they do", async () => {
    const { alice, bob, carol, id } = await aRoom();
    const { id: messageId } = await carol.say(id, "hello");
    const [first] = [await bob.must(report(bob, id, messageId)), await alice.must(report(alice, id, messageId))];
    const again = await bob.must(report(bob, id, messageId, { reason: "other" }));
    expect(again).toEqual({ ...first, reason: "other" });
    expect((await listed(alice, id)).map(({ reportedBy }) => reportedBy)).toEqual(["bob", "alice"]);
  });

  it("of what one wrote oneself is for the others to see and to review", async () => {
    const { alice, bob, carol, id } = await aRoom();
    const { id: messageId } = await bob.say(id, "hello");
    const made = await carol.must(report(carol, id, messageId));
    expect((await report(bob, id, messageId)).body).toMatchObject({ code: "forbidden" });
    const path = `/v1/rooms/${id}/reports/${made.id}`;
    expect([await listed(bob, id), (await bob.patch(path, { status: "dismissed" })).body.code]).toEqual([
      [],
      "report_not_found",
    ]);
    expect((await alice.patch(path, { status: "dismissed" })).status).toBe(200);
  });

  it("between two is for the backend, which sees those of its whole tenant", async () => {
    const { alice, bob, carol, id } = await aRoom();
    const service = aService();
    const inGroup = await carol.must(report(carol, id, (await alice.say(id, "hello")).id));
    const direct = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    const between = await bob.must(report(bob, direct.id, (await alice.say(direct.id, "psst")).id));
    expect((await bob.get(`/v1/rooms/${direct.id}/reports`)).body.code).toBe("forbidden");
    const all = await service.must(service.get<ReportsPage>("/v1/reports"));
    expect(all.reports.map((each) => each.id)).toEqual([inGroup.id, between.id]);
    expect(Object.keys(all.users).sort()).toEqual(["alice", "bob", "carol"]);
    const path = `/v1/rooms/${direct.id}/reports/${between.id}`;
    expect((await service.patch(path, { status: "resolved" })).status).toBe(200);
    expect((await alice.get("/v1/reports")).body.code).toBe("forbidden");
  });

  it("of a room that is deleted since is for the backend to review", async () => {
    const { alice, carol, id } = await aRoom();
    const service = aService();
    const made = await carol.must(report(carol, id, (await alice.say(id, "a bad word")).id));
    await alice.must(alice.del(`/v1/rooms/${id}`));
    const all = async () => (await service.must(service.get<ReportsPage>("/v1/reports"))).reports;
    expect(await all()).toMatchObject([{ id: made.id, copy: { text: "a bad word" } }]);
    const review = (user: User, reportId = made.id) =>
      user.patch(`/v1/rooms/${id}/reports/${reportId}`, { status: "resolved" });
    for (const refused of [await review(alice), await review(service, anId())]) {
      expect(refused.body.code).toBe("room_not_found");
    }
    expect((await review(service)).body).toMatchObject({ status: "resolved", review: { reviewedBy: "backend" } });
    expect(await all()).toEqual([]);
    const { records } = await service.must(service.get<AuditPage>("/v1/audit?limit=1"));
    expect(records).toMatchObject([{ action: "report.reviewed", actorId: "backend", roomId: id }]);
  });

  it.each([
    [{ reason: "ugly" }, "invalid_input"],
    [{ reason: "spam", note: "" }, "invalid_input"],
    [{ reason: "spam", status: "resolved" }, "unknown_field"],
    [{}, "invalid_input"],
  ])("is not %j", async (json, code) => {
    const { alice, carol, id } = await aRoom();
    const { id: messageId } = await alice.say(id, "hello");
    expect((await report(carol, id, messageId, json)).body).toMatchObject({ code });
    expect((await report(carol, id, anId())).body).toMatchObject({ code: "message_not_found" });
    expect((await alice.patch(`/v1/rooms/${id}/reports/${anId()}`, { status: "open" })).body.code).toBe(
      "invalid_input",
    );
  });
});
