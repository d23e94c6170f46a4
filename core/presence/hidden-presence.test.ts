import { beforeEach, describe, expect, it } from "@jest/globals";
import { aUser } from "../../test/support/builders.ts";
import { FakeGateway } from "../../test/support/fakes-gateway.ts";
import type { Actor } from "../entities/actor.ts";

/** As long as it takes to tell of what was heard, and until the next may be told of the same user. */
const soon = 200;
const paceMs = 2_000;
let gateway: FakeGateway;

const watch = (sessionId: string, ...userIds: readonly string[]) =>
  gateway.watches.change(sessionId, aUser(sessionId), userIds, []);
const heardBy = (sessionId: string) => gateway.sockets.log(sessionId).slice(1);

describe("those who hide their presence", () => {
  const presence = { presence: false } as const;

  beforeEach(async () => {
    gateway = new FakeGateway();
    for (const userId of ["alice", "bob", "carol"]) {
      gateway.chat.add(userId);
      await gateway.connect(userId);
    }
    await gateway.clock.turn(soon);
  });

  it("are offline to others, who are offline to them; and online to themselves", async () => {
    await gateway.hear(gateway.chat.hide("bob", presence));
    expect(await watch("alice", "bob", "carol")).toEqual([
      { userId: "bob", online: false },
      { userId: "carol", online: true },
    ]);
    expect(await watch("bob", "bob", "carol")).toEqual([
      { userId: "bob", online: true },
      { userId: "carol", online: false },
    ]);
    await gateway.clock.turn(paceMs);
    const gone = await gateway.store.release([aUser("carol")]);
    await gateway.hear(gone.map((sighting) => ({ to: "presence", sighting }) as const));
    await gateway.clock.turn(soon);
    expect(heardBy("bob")).toEqual(['privacy {"presence":false}']);
  });

  it("go offline to those who watch them, and these to them, when that is found; and online again", async () => {
    await watch("alice", "bob");
    await watch("bob", "alice", "carol");
    for (const privacy of [presence, {}]) {
      gateway.chat.hide("bob", privacy);
      await gateway.watches.recheck();
      await gateway.clock.turn(paceMs + soon);
    }
    expect(heardBy("alice")).toEqual(["bob is offline", "bob is online"]);
    expect(heardBy("bob")).toEqual(["alice is offline, carol is offline", "alice is online, carol is online"]);
  });

  it("hide nothing from a service", async () => {
    gateway.chat.hide("bob", presence);
    const service: Actor = { ...aUser("alice"), isService: true };
    expect(await gateway.watches.change("alice", service, ["bob"], [])).toEqual([{ userId: "bob", online: true }]);
  });
});
