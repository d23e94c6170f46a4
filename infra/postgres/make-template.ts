import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { migrate, readMigrations } from "./migrate.ts";
import { connect } from "./pglite.ts";
import { templateDirectory } from "./template.ts";

/** Makes the template unless it is there, and takes away those of other versions. */
export const makeTemplate = async (): Promise<void> => {
  const template = await templateDirectory();
  if (existsSync(template)) return;
  const shelf = dirname(template);
  await mkdir(shelf, { recursive: true });
  // Another process may be making the same one: who is first gives it its name.
  const others = (await readdir(shelf)).filter((name) => !name.startsWith(basename(template)));
  for (const old of others) await rm(join(shelf, old), { recursive: true, force: true });
  const unfinished = join(shelf, `${basename(template)}.${process.pid}`);
  const database = await connect(unfinished, (reason) => {
    throw new TypeError(`The template could not be made: ${reason}`);
  });
  await migrate(database, await readMigrations());
  await database.query("analyze");
  await database.query("checkpoint");
  await database.close();
  await rename(unfinished, template).catch(async (error: unknown) => {
    if (!existsSync(template)) throw error;
    await rm(unfinished, { recursive: true, force: true });
  });
};
