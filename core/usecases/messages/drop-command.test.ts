import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { aDelivery } from "../../../test/support/builders.ts";
import type { Kept } from "../../../test/support/builders-stored.ts";
import { keptIn, StoredTenant } from "../../../test/support/builders-stored.ts";
import { openEmbeddedDatabase } from "../../../test/support/embedded-database.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { FakeBroadcaster, FakeTelemetry } from "../../../test/support/fakes.ts";
import { ApplyCommands } from "./apply-commands.ts";
import { DropCommand } from "./drop-command.ts";

let kept: Kept;
let tenant: StoredTenant;
let broadcaster: FakeBroadcaster;
let drop: DropCommand;

beforeAll(async () => {
  kept = keptIn(await openEmbeddedDatabase());
});
afterAll(() => kept.close());
beforeEach(async () => {
  tenant = new StoredTenant(kept);
  await tenant.room(["alice", "bob"]);
  broadcaster = new FakeBroadcaster();
  drop = new DropCommand(kept.unitOfWork, broadcaster);
});

const apply = (...batch: ReturnType<typeof aDelivery>[]) =>
  new ApplyCommands(kept.unitOfWork, new FakeBroadcaster(), new FakeClock(), new FakeTelemetry()).execute(batch);
const aPost = (more = {}) => aDelivery({ room: tenant.ref(), ...more });
const told = () => broadcaster.published.map((notice) => (notice.to === "author" ? notice.rejected : notice));

describe("dropping a command", () => {
  it("refuses it for ever, and tells its author", async () => {
    const post = aPost();
    const { id, digest } = post.command;
    expect(await drop.execute(post.command)).toEqual({ status: "rejected", code: "dropped", digest });
    expect(told()).toEqual([expect.objectContaining({ commandId: id, code: "dropped" })]);
    await apply(post);
    expect(await kept.stores.messages.page(tenant.ref(), { at: "end" }, 10)).toEqual([]);
  });

  it("changes nothing when it was applied before, and tells nobody", async () => {
    const post = aPost();
    await apply(post);
    expect(await drop.execute(post.command)).toMatchObject({ status: "applied" });
    expect(told()).toEqual([]);
    expect(await kept.stores.messages.page(tenant.ref(), { at: "end" }, 10)).toHaveLength(1);
  });

  it("tells the reason that stands when it was refused before", async () => {
    const post = aPost({ authorId: "a stranger" });
    await apply(post);
    const record = await drop.execute(post.command);
    expect(record).toMatchObject({ status: "rejected", code: "room_not_found" });
    expect(told()).toEqual([expect.objectContaining({ code: "room_not_found" })]);
  });

  it("refuses it also in a room that is gone", async () => {
    const post = aDelivery({ room: tenant.ref("gone") });
    expect(await drop.execute(post.command)).toMatchObject({ code: "dropped" });
  });
});
