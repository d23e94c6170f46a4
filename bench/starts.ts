import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./figures.ts";
import { startKillable } from "../test/support/killable-server.ts";

export interface Starts {
  /** In milliseconds, medians. */
  readonly first: number;
  readonly second: number;
  /** A process that does nothing but open the same directory with PGlite. */
  readonly pgliteAlone: number;
}

const openAlone = `
  import { PGlite } from "@electric-sql/pglite";
  const db = await PGlite.create(process.argv[1]);
  await db.query("select 1");
  await db.close();
`;

const timePglite = (directory: string): number => {
  const startedAt = performance.now();
  execFileSync(process.execPath, ["--input-type=module", "-e", openAlone, directory]);
  return performance.now() - startedAt;
};

/** Alternates the sides, so that a busy machine burdens all of them alike. */
export const measureStarts = async (rounds: number): Promise<Starts> => {
  const figures = { first: [] as number[], second: [] as number[], pgliteAlone: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), "chat-bench-"));
    for (const name of ["first", "second"] as const) {
      const server = await startKillable(dataDir);
      figures[name].push(server.startMs);
      await server.stop();
      if (name === "first") figures.pgliteAlone.push(timePglite(join(dataDir, "postgres")));
    }
    await rm(dataDir, { recursive: true });
  }
  return { first: median(figures.first), second: median(figures.second), pgliteAlone: median(figures.pgliteAlone) };
};
