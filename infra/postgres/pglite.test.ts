import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { makeTemplate } from "./make-template.ts";
import { openEmbedded } from "./pglite.ts";
import { storesOn } from "./unit-of-work.ts";

const directories: string[] = [];
const aDirectory = async () => {
  const directory = await mkdtemp(join(tmpdir(), "chat-pglite-"));
  directories.push(directory);
  return directory;
};
const open = (directory: string) => openEmbedded(directory, { onBroken: fail, onSetback: fail });
const fail = (why: unknown): void => {
  throw new TypeError(String(why));
};
beforeAll(() => makeTemplate());
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true }))));

describe("the embedded database", () => {
  it("keeps what it was given, and its identity, over a restart", async () => {
    const directory = await aDirectory();
    const first = await open(directory);
    await first.query("insert into users (tenant_id, id, name) values ('t', 'alice', $1)", ["\ufeffAlice"]);
    const epoch = await storesOn(first).feed.epoch();
    await first.close();
    const second = await open(directory);
    expect(await second.query("select name from users")).toEqual([{ name: "\ufeffAlice" }]);
    expect(await storesOn(second).feed.epoch()).toBe(epoch);
    await second.close();
  });

  it("is opened once at a time, and a copy of the template is another history", async () => {
    const [directory, other] = [await aDirectory(), await aDirectory()];
    const database = await open(directory);
    await expect(open(directory)).rejects.toMatchObject({ name: "DirectoryInUse" });
    expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
    const copy = await open(other);
    expect(await storesOn(copy).feed.epoch()).not.toBe(await storesOn(database).feed.epoch());
    await Promise.all([database.close(), copy.close()]);
  });

  it("does not take a copy that was cut off for a database", async () => {
    const directory = await aDirectory();
    mkdirSync(join(directory, "postgres.unfinished"));
    writeFileSync(join(directory, "postgres.unfinished", "PG_VERSION"), "18");
    const database = await open(directory);
    expect(await database.query("select count(*) as rooms from rooms")).toEqual([{ rooms: 0 }]);
    await database.close();
  });

  it("gives the directory back when it cannot be opened", async () => {
    const directory = await aDirectory();
    const database = await open(directory);
    const newer = [9_999, "9999-newer.sql", "x"];
    await database.query("insert into schema_migrations (number, name, checksum) values ($1, $2, $3)", newer);
    await database.close();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(open(directory)).rejects.toMatchObject({ name: "MigrationRefused" });
    }
  });
});
