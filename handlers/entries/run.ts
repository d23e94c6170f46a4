import type { Closer } from "./parts/closing.ts";

/** A clean end may take this long, in milliseconds; whoever sends SIGTERM usually waits a little longer. */
const graceMs = 10_000;

/** Mistakes that an operator can mend: their message says how, and a stack would only hide it. */
const operatorMistakes = new Set([
  "BrokerUnreachable",
  "ConfigProblem",
  "DatabaseInUse",
  "DatabaseUnfit",
  "DatabaseUnreachable",
  "DirectoryInUse",
  "FailpointsProblem",
  "MigrationRefused",
  "PartitionsDiffer",
  "QueuesNotEmpty",
  "RedisUnreachable",
  "SecretUnusable",
  "TopologyDiffers",
]);

/** What an operator needs to know of an error that ended a start. */
export const sentenceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { code, port, syscall, path } = error as NodeJS.ErrnoException & { readonly port?: unknown };
  if (code === "EADDRINUSE") {
    return `Port ${String(port)} is in use. Stop what listens there, or set another one: PORT, GATEWAY_PORT or HEALTH_PORT.`;
  }
  if (code === "EACCES") return `${error.message}. This user may not use that port or directory.`;
  if (syscall === "mkdir" && path !== undefined) {
    if (code === "EEXIST") return `${path} is a file, not a directory.`;
    if (code === "ENOTDIR") return `A part of ${path} is a file, not a directory.`;
  }
  return operatorMistakes.has(error.name) ? error.message : (error.stack ?? error.message);
};

const fail = (error: unknown): void => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
};

/**
 * Runs a process from its start to its end: SIGTERM and SIGINT close what was opened, in reverse order. A second
 * signal, or {@link graceMs}, ends it at once.
 */
export const run = async (start: () => Promise<Closer>): Promise<void> => {
  try {
    const running = await start();
    let asked = false;
    const end = (): void => {
      if (asked) process.exit(1);
      asked = true;
      setTimeout(() => process.exit(1), graceMs).unref();
      void running.close();
    };
    process.on("SIGTERM", end);
    process.on("SIGINT", end);
  } catch (error) {
    fail(error);
  }
};
