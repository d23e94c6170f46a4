import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Socket } from "node:net";

const megabytes = 64;
const chunkBytes = 1_048_576;
/** CAP_SYS_ADMIN, as Linux counts capabilities. */
const mayMount = 21n;

const effective = (): bigint => {
  try {
    const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return BigInt(`0x${mask ?? "0"}`);
  } catch {
    return 0n;
  }
};

/** Outlives whoever made it, also by SIGKILL: when its input ends, nothing is mounted there any more. */
const unmountAfterwards = (folder: string): ChildProcess => {
  const script = 'while read -r _; do :; done; umount -l "$1"; rmdir "$1"';
  const child = spawn("/bin/sh", ["-c", script, "disk", folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
};

/** A disk in memory that can be filled up, for the tables of one line's database. */
export class SmallDisk {
  readonly folder: string;
  readonly #end: ChildProcess;

  private constructor(folder: string, end: ChildProcess) {
    this.folder = folder;
    this.#end = end;
  }

  /** It takes the right to mount, which few containers have. */
  static get canBe(): boolean {
    return process.getuid?.() === 0 && ((effective() >> mayMount) & 1n) === 1n;
  }

  /** @param pid of the process whose user it belongs to */
  static mount(pid: number): SmallDisk {
    const { uid, gid } = statSync(`/proc/${pid}`);
    const folder = mkdtempSync(join(tmpdir(), "chat-disk-"));
    chmodSync(folder, 0o755);
    const end = unmountAfterwards(folder);
    const options = `size=${megabytes}m,mode=0700,uid=${uid},gid=${gid}`;
    execFileSync("/bin/sh", ["-c", 'mount -t tmpfs -o "$1" chat-disk "$2"', "disk", options, folder]);
    return new SmallDisk(folder, end);
  }

  /** Until nothing more goes onto it. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.folder);
    const ballast = Buffer.alloc(bavail * bsize + chunkBytes);
    try {
      writeFileSync(this.#ballast, ballast);
    } catch {
      // It is full, as it should be.
    }
  }

  empty(): void {
    rmSync(this.#ballast, { force: true });
  }

  /** Resolves when it is not mounted any more. */
  async unmount(): Promise<void> {
    this.#end.ref();
    const ended = once(this.#end, "exit");
    this.#end.stdin?.end();
    await ended;
  }

  get #ballast(): string {
    return join(this.folder, "ballast");
  }
}
