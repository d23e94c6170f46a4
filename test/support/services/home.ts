import { accessSync, chownSync, constants, mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whom a server runs as, where it refuses root. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const memoryDisk = "/dev/shm";
const enoughBytes = 2 * 2 ** 30;

const isRoomy = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= enoughBytes;
  } catch {
    return false;
  }
};

/** A directory for a server's data, on the fastest disk: servers that sync every commit then cost tests no time. */
export const makeHome = (name: string, owner?: Owner): string => {
  const home = mkdtempSync(join(isRoomy(memoryDisk) ? memoryDisk : tmpdir(), `chat-${name}-`));
  if (owner) chownSync(home, owner.uid, owner.gid);
  return home;
};
