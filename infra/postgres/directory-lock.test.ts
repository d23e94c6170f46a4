import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { DirectoryInUse, lockDirectory as lock } from "./directory-lock.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chat-lock-"));
});
afterEach(() => {
  for (const unlock of unlocks.splice(0)) unlock();
  rmSync(directory, { recursive: true, force: true });
});

/** Takes the lock until the test is over. */
const unlocks: (() => void)[] = [];
const take = () => void unlocks.push(lockDirectory(directory));

const lost: string[] = [];
const lockDirectory = (at: string) => lock(at, (reason) => lost.push(reason));
const file = () => join(directory, "lock");
const space = existsSync("/proc/self/ns/pid") ? readlinkSync("/proc/self/ns/pid") : "";
const writeOwner = (owner: object) => {
  writeFileSync(file(), JSON.stringify({ host: hostname(), space, began: "", ...owner }));
};
const readOwner = () => JSON.parse(readFileSync(file(), "utf8")) as { pid: number; host: string; began: string };

/** A process that lives until it is told to go, and knows when it began. */
const aProcess = async () => {
  const child = spawn(process.execPath, ["-e", "process.stdout.write('here'); setInterval(() => {}, 1000)"]);
  await once(child.stdout, "data");
  const end = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  const stat = existsSync(`/proc/${child.pid}/stat`) ? readFileSync(`/proc/${child.pid}/stat`, "utf8") : "";
  const began = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return { owner: { pid: child.pid, began }, end };
};

describe("the lock on a directory", () => {
  it("is this process's until it is given back", () => {
    const unlock = lockDirectory(directory);
    expect(readOwner()).toMatchObject({ pid: process.pid, host: hostname() });
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUse);
    unlock();
    expect(existsSync(file())).toBe(false);
    lockDirectory(directory)();
  });

  it("makes the directory when it is not there", () => {
    const unlock = lockDirectory(join(directory, "a", "b"));
    expect(existsSync(join(directory, "a", "b", "lock"))).toBe(true);
    unlock();
  });

  it("is refused while another process has it, in a sentence that says what to do", async () => {
    const { owner, end } = await aProcess();
    writeOwner(owner);
    expect(() => lockDirectory(directory)).toThrow(`in use by process ${owner.pid}. Two processes on one directory`);
    expect(() => lockDirectory(directory)).toThrow("set DATA_DIR to another directory");
    expect(readOwner().pid).toBe(owner.pid);
    await end();
  });

  it("is taken over from a process that is gone", async () => {
    const { owner, end } = await aProcess();
    writeOwner(owner);
    await end();
    take();
    expect(readOwner().pid).toBe(process.pid);
  });

  it("is taken over when another process has the same number now", async () => {
    const { owner, end } = await aProcess();
    writeOwner({ ...owner, began: `${owner.began}0` });
    take();
    expect(readOwner().pid).toBe(process.pid);
    await end();
  });

  it("is refused while another machine has it", () => {
    writeOwner({ pid: 1, host: `not-${hostname()}` });
    expect(() => lockDirectory(directory)).toThrow(`in use by process 1 on not-${hostname()}`);
    expect(() => lockDirectory(directory)).toThrow("wait 30 s and start again");
  });

  it("is refused while another container has it, whatever lives here under its number", () => {
    writeOwner({ pid: 999_999_999, space: "pid:[another]" });
    expect(() => lockDirectory(directory)).toThrow("in use by process 999999999");
  });

  it("is taken over from another machine after a long silence", () => {
    writeOwner({ pid: 1, host: `not-${hostname()}` });
    const aMinuteAgo = Date.now() / 1_000 - 60;
    utimesSync(file(), aMinuteAgo, aMinuteAgo);
    take();
    expect(readOwner().pid).toBe(process.pid);
  });

  it("is taken over when what it says cannot be read", () => {
    writeFileSync(file(), '{"pid":');
    take();
    expect(readOwner().pid).toBe(process.pid);
  });

  it("leaves nothing else behind, taken or refused", () => {
    writeOwner({ pid: 1, host: "elsewhere" });
    expect(() => lockDirectory(directory)).toThrow("on elsewhere");
    expect(readdirSync(directory)).toEqual(["lock"]);
  });

  it("shows every 5 s that its owner lives, and ends nobody when it was taken away by hand", () => {
    jest.useFakeTimers();
    try {
      take();
      utimesSync(file(), 0, 0);
      jest.advanceTimersByTime(5_000);
      expect(statSync(file()).mtimeMs).toBeGreaterThan(0);
      rmSync(file());
      expect(() => jest.advanceTimersByTime(5_000)).not.toThrow();
    } finally {
      jest.useRealTimers();
    }
  });

  it("closes the directory to other users of the machine", () => {
    chmodSync(directory, 0o755);
    lockDirectory(directory)();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it("says so when another process has taken it", () => {
    jest.useFakeTimers();
    try {
      lockDirectory(directory);
      writeOwner({ pid: 1, host: "elsewhere" });
      jest.advanceTimersByTime(5_000);
      expect(lost.at(-1)).toBe(`another process has taken ${directory}`);
    } finally {
      jest.useRealTimers();
    }
  });

  it("is not given back by who has lost it", () => {
    const unlock = lockDirectory(directory);
    writeOwner({ pid: 1, host: "elsewhere" });
    unlock();
    expect(readOwner().host).toBe("elsewhere");
  });
});
