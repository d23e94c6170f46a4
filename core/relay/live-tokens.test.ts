import { beforeEach, describe, expect, it } from "@jest/globals";
import { anIdentity } from "../../test/support/builders.ts";
import { FakeGateway } from "../../test/support/fakes-gateway.ts";

let gateway: FakeGateway;

beforeEach(() => {
  gateway = new FakeGateway();
  for (const userId of ["alice", "bob"]) gateway.chat.add(userId);
});

/** Sessions of a fake gateway live by tokens of the first second. */
const later = "1970-01-01T00:00:02.000Z";

describe("the tokens of live sessions", () => {
  it("end all sessions of a user whose tokens do not count any more, and no others", async () => {
    for (const session of ["alice-1", "alice-2", "bob"]) await gateway.connect(session);
    await gateway.hear(gateway.chat.decide("alice", { tokensFrom: later }), gateway.chat.post());
    expect(gateway.ended).toEqual(["alice-1 token_revoked", "alice-2 token_revoked"]);
    expect([gateway.sessions, gateway.sockets.position("bob")]).toEqual([["bob"], 4]);
  });

  it("are looked at by the head check, in case that nothing was heard", async () => {
    for (const session of ["alice", "bob"]) await gateway.connect(session);
    gateway.chat.decide("bob", { isDeactivated: true });
    await gateway.checkHeads();
    expect(gateway.ended).toEqual(["bob user_deactivated"]);
  });

  it("begin no session when that was decided while it was being opened, and a reactivated user's do", async () => {
    gateway.chat.decide("alice", { isDeactivated: true });
    await expect(gateway.connect("alice-1")).rejects.toMatchObject({ code: "user_deactivated" });
    expect([gateway.sockets.starts, gateway.relay.users]).toEqual([[], []]);
    gateway.chat.decide("alice", {});
    await gateway.connect("alice-2");
    expect(gateway.sockets.starts).toHaveLength(1);
  });

  it("are those that a session was last given", async () => {
    await gateway.connect("alice");
    gateway.relay.tokens.renew("alice", anIdentity({ issuedAt: 2_000 }));
    await gateway.hear(gateway.chat.decide("alice", { tokensFrom: later }));
    expect(gateway.ended).toEqual([]);
    expect(gateway.relay.tokens.renew("alice", anIdentity({ issuedAt: 1_999 }))).toBe("token_revoked");
    await gateway.hear(gateway.chat.decide("alice", { tokensFrom: later }));
    expect(gateway.ended).toEqual([]);
  });
});
