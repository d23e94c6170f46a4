import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../../infra/postgres/database.ts";
import { makeTemplate } from "../../infra/postgres/make-template.ts";
import { openEmbedded } from "../../infra/postgres/pglite.ts";

/** Nothing may happen to it behind a test's back. */
const complain = (why: unknown): void => {
  throw new TypeError(`The database of a test failed: ${String(why)}`);
};

/** A database of a test file's own, embedded, in a directory that goes with it. */
export const openEmbeddedDatabase = async (): Promise<Database> => {
  await makeTemplate();
  const directory = await mkdtemp(join(tmpdir(), "chat-test-"));
  const database = await openEmbedded(directory, { onBroken: complain, onSetback: complain });
  return {
    ...database,
    close: async () => {
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
