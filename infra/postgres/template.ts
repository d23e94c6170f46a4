import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { checksumOf, readMigrations } from "./migrate.ts";

/** The nearest directory upwards that has a package.json: the same from the sources and from dist/. */
const packageRoot = (from = import.meta.dirname): string => {
  if (existsSync(join(from, "package.json"))) return from;
  const parent = dirname(from);
  return parent === from ? from : packageRoot(parent);
};

const pgliteVersion = (): string => {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const { version } = JSON.parse(readFileSync(join(packageRoot(dirname(entry)), "package.json"), "utf8")) as {
    version: string;
  };
  return version;
};

/**
 * Where a database with all migrations lies ready to be copied: making one takes seconds, copying it a fraction.
 * The name changes with PGlite and with the migrations, so a template is never out of date.
 */
export const templateDirectory = async (): Promise<string> => {
  const name = `pglite-${pgliteVersion()}-${checksumOf(await readMigrations())}`;
  return join(packageRoot(), "node_modules", ".cache", "chat-backend", name);
};
