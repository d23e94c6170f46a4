import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { PostCommand } from "../../entities/command.ts";
import type { Notice } from "../../entities/notice.ts";
import { StorageFailure } from "../../errors.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { aDeletion, aDelivery, textOf } from "../../../test/support/builders.ts";
import type { Kept } from "../../../test/support/builders-stored.ts";
import { keptIn, overriding, StoredTenant } from "../../../test/support/builders-stored.ts";
import { openEmbeddedDatabase } from "../../../test/support/embedded-database.ts";
import { FakeClock, settled } from "../../../test/support/fake-clock.ts";
import { FakeBroadcaster, FakeTelemetry } from "../../../test/support/fakes.ts";
import { ApplyCommands } from "./apply-commands.ts";

let kept: Kept;
let tenant: StoredTenant;
let broadcaster: FakeBroadcaster;
let telemetry: FakeTelemetry;
let apply: ApplyCommands;

beforeAll(async () => {
  kept = keptIn(await openEmbeddedDatabase());
});
afterAll(() => kept.close());
beforeEach(async () => {
  tenant = new StoredTenant(kept);
  await tenant.room(["alice", "bob"]);
  broadcaster = new FakeBroadcaster();
  telemetry = new FakeTelemetry();
  apply = applyOn(kept.unitOfWork);
});

const applyOn = (unitOfWork: UnitOfWork) => new ApplyCommands(unitOfWork, broadcaster, new FakeClock(), telemetry);

/** The database, with another way to run. */
const running = (run: UnitOfWork["run"]): UnitOfWork => ({ run, snapshot: (work) => kept.unitOfWork.snapshot(work) });

/** A database that cannot take messages with these texts; the first of them in a batch decides how it fails. */
const failingOn = (failures: Readonly<Record<string, Error>>): UnitOfWork =>
  running((work) =>
    kept.unitOfWork.run((stores) => {
      const insert: Stores["messages"]["insert"] = async (rows) => {
        const bad = rows.find(({ message }) => failures[message.text]);
        if (bad) throw failures[bad.message.text]!;
        await stores.messages.insert(rows);
      };
      return work({ ...stores, messages: overriding(stores.messages, { insert }) });
    }),
  );

const dataFailure = new StorageFailure("data", "22021: it does not fit", undefined);
const post = (text: string, more: Partial<PostCommand> = {}) => aDelivery({ room: tenant.ref(), text, ...more });
const posts = (...texts: readonly string[]) => texts.map((text) => post(text));
const kinds = (outcomes: readonly { readonly kind: string }[]) => outcomes.map(({ kind }) => kind);
const stored = async () => {
  const page = await kept.stores.messages.page(tenant.ref(), { at: "end" }, 200);
  return page.map(({ seq, text }) => `${seq} ${text}`);
};
const versionsTold = (notices: readonly Notice[]) =>
  notices.flatMap((notice) => (notice.to === "room" ? notice.events.map(({ version }) => version) : []));

describe("a batch", () => {
  it("is stored in its order, told, and then done", async () => {
    const outcomes = await apply.execute(posts("one", "two"));
    expect(kinds(outcomes)).toEqual(["done", "done"]);
    expect(await stored()).toEqual(["1 one", "2 two"]);
    expect(versionsTold(broadcaster.published)).toEqual([4, 5]);
    expect(telemetry.of("batchApplied")).toEqual([[{ size: 2, applied: 2, repeated: 0, ms: 0 }]]);
  });

  it("is told only once it is stored, and done only once it is told", async () => {
    const happened: string[] = [];
    broadcaster.onPublish = () => settled().then(() => happened.push("told"));
    const run: UnitOfWork["run"] = async (work) => {
      const result = await kept.unitOfWork.run(work);
      happened.push("stored");
      return result;
    };
    await applyOn(running(run)).execute(posts("one"));
    happened.push("done");
    expect(happened).toEqual(["stored", "told", "done"]);
  });

  it("is done also when nobody took what it told, and that is counted", async () => {
    broadcaster.takes = false;
    expect(kinds(await apply.execute(posts("one")))).toEqual(["done"]);
    expect(telemetry.of("noticesLost")).toEqual([[1]]);
  });

  it("applied again changes nothing, and tells the rooms where they stand", async () => {
    const batch = posts("one", "two");
    await apply.execute(batch);
    broadcaster.published.length = 0;
    expect(kinds(await apply.execute(batch))).toEqual(["done", "done"]);
    expect(await stored()).toEqual(["1 one", "2 two"]);
    expect(broadcaster.published).toEqual([{ to: "head", room: tenant.ref(), version: 5 }]);
    expect(telemetry.of("batchApplied").at(-1)).toMatchObject([{ size: 2, applied: 0, repeated: 2 }]);
  });

  it("refuses what may not be posted, for good, and tells the author alone", async () => {
    const refused = post("no", { authorId: "mallory" });
    expect(kinds(await apply.execute([refused, post("yes")]))).toEqual(["done", "done"]);
    expect(await stored()).toEqual(["1 yes"]);
    expect(await kept.stores.commands.find(refused.command)).toMatchObject({ code: "room_not_found" });
    const told = broadcaster.published.find(({ to }) => to === "author");
    expect(told).toMatchObject({ user: { userId: "mallory" }, rejected: { commandId: refused.command.id } });
    expect(telemetry.of("commandRefused")).toEqual([["room_not_found"]]);
  });

  it("tells whom the room invites more than a stranger, and asks for invitations of nobody who is in it", async () => {
    await kept.stores.invitations.put(tenant.ref(), { userId: "carol", role: "member", invitedBy: "alice" }, 1);
    await apply.execute([post("no", { authorId: "carol" }), post("no", { authorId: "mallory" })]);
    expect(telemetry.of("commandRefused")).toEqual([["forbidden"], ["room_not_found"]]);
    const invited = () => Promise.reject(new RangeError("Nobody asks."));
    const invitations = overriding(kept.stores.invitations, { invited });
    const unasked = running((work) => kept.unitOfWork.run((stores) => work({ ...stores, invitations })));
    const byService = post("two", { authorId: "zoe", byService: true });
    expect(kinds(await applyOn(unasked).execute([post("one"), byService]))).toEqual(["done", "done"]);
  });

  it("puts on record what it deletes of others, once, and has no record to keep otherwise", async () => {
    const { command } = post("rude", { authorId: "bob" });
    const [own, others] = ["bob", "alice"].map((authorId) => ({
      command: aDeletion({ room: tenant.ref(), authorId, messageId: command.id }),
      redelivered: false,
    }));
    const recorded = async () => (await kept.stores.audit.ofRoom(tenant.ref(), 10)).records;
    await apply.execute([{ command, redelivered: false }, others!]);
    await apply.execute([others!, own!]);
    expect(await recorded()).toMatchObject([{ action: "message.deleted", actorId: "alice", target: "bob" }]);
    const audit = overriding(kept.stores.audit, { record: () => Promise.reject(new RangeError("Nothing to keep.")) });
    const without = running((work) => kept.unitOfWork.run((stores) => work({ ...stores, audit })));
    expect(kinds(await applyOn(without).execute(posts("one")))).toEqual(["done"]);
  });

  it("without anything in it does nothing", async () => {
    expect(await apply.execute([])).toEqual([]);
    expect(broadcaster.published).toEqual([]);
  });
});

describe("a batch that cannot be stored", () => {
  it("is halved until the command that can never be stored is refused alone", async () => {
    const batch = posts("1", "2", "bad", "4", "5", "6", "7");
    const outcomes = await applyOn(failingOn({ bad: dataFailure })).execute(batch);
    expect(kinds(outcomes)).toEqual(batch.map(() => "done"));
    expect(await stored()).toEqual(["1 1", "2 2", "3 4", "4 5", "5 6", "6 7"]);
    expect(await kept.stores.commands.find(batch[2]!.command)).toMatchObject({ code: "invalid_input" });
    expect(broadcaster.published.filter(({ to }) => to === "author")).toHaveLength(1);
    expect(versionsTold(broadcaster.published)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it("puts the command aside, alone, on which something unexpected happens", async () => {
    const batch = posts("1", "bad", "3");
    const outcomes = await applyOn(failingOn({ bad: new RangeError("A mistake.") })).execute(batch);
    expect(kinds(outcomes)).toEqual(["done", "dead", "done"]);
    expect(await stored()).toEqual(["1 1", "2 3"]);
    expect(await kept.stores.commands.find(batch[1]!.command)).toBeUndefined();
    expect(telemetry.of("commandDead")).toEqual([["RangeError: A mistake."]]);
  });

  it.each([
    ["unavailable", false],
    ["broken", true],
  ] as const)("waits as a whole while the database is %s", async (kind, alarm) => {
    const away = new StorageFailure(kind, "away", undefined);
    const outcomes = await applyOn(failingOn({ 2: away })).execute(posts("1", "2", "3"));
    expect(kinds(outcomes)).toEqual(["later", "later", "later"]);
    expect(await stored()).toEqual([]);
    expect(telemetry.of("batchDelayed")).toEqual([["StorageFailure: away", alarm]]);
  });

  it("lets nothing of a room go ahead of what waits of it", async () => {
    await tenant.room(["alice"], "other");
    const batch = [post("1"), post("bad"), post("away"), post("4"), post("5", { room: tenant.ref("other") })];
    // The first failure splits the batch; then the database goes away for the lobby.
    const unavailable = new StorageFailure("unavailable", "away", undefined);
    const outcomes = await applyOn(failingOn({ bad: dataFailure, away: unavailable })).execute(batch);
    const texts = batch.filter((_, index) => outcomes[index]?.kind === "later").map(({ command }) => textOf(command));
    expect(texts).toEqual(["away", "4"]);
    expect(await stored()).toEqual(["1 1"]);
    expect(await kept.stores.messages.page(tenant.ref("other"), { at: "end" }, 1)).toHaveLength(1);
  });

  it("keeps waiting when even the refusal cannot be stored", async () => {
    const refuseNothing = running(() => Promise.reject(dataFailure));
    expect(kinds(await applyOn(refuseNothing).execute(posts("bad")))).toEqual(["later"]);
  });
});

describe("a room that somebody else has locked", () => {
  /** As if others had the lobby. */
  const lockedElsewhere = (): UnitOfWork =>
    running((work) =>
      kept.unitOfWork.run((stores) => {
        const lockFree: Stores["rooms"]["lockFree"] = (refs) =>
          stores.rooms.lockFree(refs.filter(({ roomId }) => roomId !== "lobby"));
        return work({ ...stores, rooms: overriding(stores.rooms, { lockFree }) });
      }),
    );

  it("keeps its commands for the next round, and stalls nobody", async () => {
    await tenant.room(["alice"], "other");
    const batch = [post("1"), post("2", { room: tenant.ref("other") }), post("3")];
    expect(kinds(await applyOn(lockedElsewhere()).execute(batch))).toEqual(["later", "done", "later"]);
    expect(await stored()).toEqual([]);
    expect(kinds(await apply.execute(batch))).toEqual(["done", "done", "done"]);
    expect(await stored()).toEqual(["1 1", "2 3"]);
  });

  it("does not make its commands count as repeats", async () => {
    await applyOn(lockedElsewhere()).execute(posts("1", "2"));
    expect(telemetry.of("batchApplied")).toMatchObject([[{ applied: 0, repeated: 0 }]]);
  });
});
