import { randomUUID } from "node:crypto";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** Somebody else uses the directory; the message is a sentence that says what to do. */
export class DirectoryInUse extends Error {
  override readonly name = "DirectoryInUse";
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** What numbers of processes mean something to each other: the PID namespace, where the system has them. */
  readonly space: string;
  /** When the process began, where the system tells: a number that a later process of the same id does not have. */
  readonly began: string;
}

/** The owner shows that it lives this often, in milliseconds. */
const beatMs = 5_000;
/** An owner that cannot be looked at, in another container say, is given up after this silence. */
const silenceMs = 30_000;

const orEmpty = (read: () => string): string => {
  try {
    return read();
  } catch {
    return "";
  }
};

/** Field 22 of /proc/<pid>/stat, behind the command's name in parentheses: proc(5). Empty on other systems. */
const beginningOf = (pid: number): string =>
  orEmpty(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  });

const self = (): Owner => ({
  pid: process.pid,
  host: hostname(),
  space: orEmpty(() => readlinkSync("/proc/self/ns/pid")),
  began: beginningOf(process.pid),
});

const isAlive = ({ pid, began }: Owner): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return began === beginningOf(pid);
};

/** Nothing when it says nothing: it was cut off while it was written by a version that did so in place. */
const ownerIn = (text: string): Owner | undefined => {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
};

const silenceOf = (file: string): number => Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);

const refuseIfHeld = (directory: string, file: string, owner: Owner | undefined): void => {
  if (!owner) return;
  const { host, space } = self();
  const isNear = owner.host === host && owner.space === space;
  if (isNear ? !isAlive(owner) : silenceOf(file) > silenceMs) return;
  const whose = `process ${owner.pid}${owner.host === host ? "" : ` on ${owner.host}`}`;
  const wait = isNear ? "" : ` If it is gone, wait ${silenceMs / 1_000} s and start again.`;
  throw new DirectoryInUse(
    `${directory} is in use by ${whose}. Two processes on one directory lose data: stop that one, or set DATA_DIR to another directory.${wait}`,
  );
};

/** The one step that either succeeds or does not: a name is given only if nobody has it. */
const claim = (file: string): boolean => {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(self()));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft);
  }
};

/** Takes a dead owner's lock away; if it turns out to be somebody's who came first, it is given back. */
const takeAway = (file: string, judged: string): void => {
  const taken = `${file}.${randomUUID()}`;
  try {
    renameSync(file, taken);
  } catch {
    return; // somebody else took it away
  }
  if (orEmpty(() => readFileSync(taken, "utf8")) !== judged) linkSync(taken, file);
  rmSync(taken);
};

const acquire = (directory: string, file: string): void => {
  while (!claim(file)) {
    const text = orEmpty(() => readFileSync(file, "utf8"));
    refuseIfHeld(directory, file, ownerIn(text));
    takeAway(file, text);
  }
};

/** Nothing when it is out of reach, or was taken away by hand: that must not end who has the data open. */
const isTaken = (file: string): boolean => {
  const text = orEmpty(() => readFileSync(file, "utf8"));
  return text !== "" && text !== JSON.stringify(self());
};

const showLife = (file: string): void => {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // The next beat has another chance.
  }
};

/**
 * Takes the directory for this process, and closes it to other users of the machine. PGlite has no lock of its own,
 * and two processes that write one directory lose what either of them acknowledged.
 * @param onLost called when another process has taken it, as it may after this one was stopped for long.
 * @returns gives it back.
 * @throws DirectoryInUse
 */
export const lockDirectory = (directory: string, onLost: (reason: string) => void): (() => void) => {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o700);
  const file = join(directory, "lock");
  acquire(directory, file);
  const beat = setInterval(() => {
    if (isTaken(file)) onLost(`another process has taken ${directory}`);
    else showLife(file);
  }, beatMs).unref();
  return () => {
    clearInterval(beat);
    if (!isTaken(file)) rmSync(file, { force: true });
  };
};
