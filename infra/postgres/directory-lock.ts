import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** Somebody else uses the directory; the message is a sentence that says what to do. */
export class DirectoryInUse extends Error {
  override readonly name = "DirectoryInUse";
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, where the system tells: a number that a later process of the same id does not have. */
  readonly began: string;
}

/** A takeover lasts milliseconds; one that is older was cut off. */
const takeoverMs = 10_000;

/** Field 22 of /proc/<pid>/stat, behind the command's name in parentheses: proc(5). Empty on other systems. */
const beginningOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
};

const isAlive = ({ pid, began }: Owner): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return began === beginningOf(pid);
};

const readOwner = (file: string): Owner | undefined => {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Owner;
  } catch {
    return undefined;
  }
};

const refuseIfHeld = (directory: string, owner: Owner | undefined): void => {
  if (!owner) return;
  if (owner.host !== hostname()) {
    throw new DirectoryInUse(
      `${directory} is in use by process ${owner.pid} on ${owner.host}. Two processes on one directory lose data. If that one is gone for good, delete ${join(directory, "lock")} and start again.`,
    );
  }
  if (!isAlive(owner)) return;
  throw new DirectoryInUse(
    `${directory} is in use by process ${owner.pid}. Two processes on one directory lose data: stop that one, or set DATA_DIR to another directory.`,
  );
};

/** Runs `work` while no other process of this machine does, as making a directory either succeeds or does not. */
const alone = (directory: string, work: () => void): void => {
  const gate = join(directory, "lock.taking");
  const age = statSync(gate, { throwIfNoEntry: false });
  if (age && Date.now() - age.mtimeMs > takeoverMs) rmSync(gate, { recursive: true, force: true });
  try {
    mkdirSync(gate);
  } catch {
    throw new DirectoryInUse(`Another process is just starting on ${directory}. Try again in a moment.`);
  }
  try {
    work();
  } finally {
    rmdirSync(gate);
  }
};

/**
 * Takes the directory for this process. PGlite has no lock of its own, and two processes that write one directory
 * lose what either of them acknowledged.
 * @returns gives it back.
 * @throws DirectoryInUse
 */
export const lockDirectory = (directory: string): (() => void) => {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "lock");
  const self: Owner = { pid: process.pid, host: hostname(), began: beginningOf(process.pid) };
  alone(directory, () => {
    refuseIfHeld(directory, readOwner(file));
    writeFileSync(file, JSON.stringify(self));
  });
  return () => {
    rmSync(file, { force: true });
  };
};
