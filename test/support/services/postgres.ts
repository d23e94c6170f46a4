import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import pg from "pg";

import { binariesOf } from "./binaries.mjs";
import { freePort } from "./free-port.ts";
import type { Owner } from "./home.ts";
import { makeHome } from "./home.ts";
import type { Service } from "./private-server.ts";
import { startServer } from "./private-server.ts";

const run = promisify(execFile);
const idOf = (flag: "-u" | "-g"): number => Number(execFileSync("id", [flag, "postgres"]));

/** PostgreSQL refuses to run as root; its package has made a user for it. */
const owner = (): Owner | undefined => (process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : undefined);

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "300",
  // In its own directory, so that nothing of it stays in /dev/shm when it is killed.
  dynamic_shared_memory_type: "mmap",
};

/** A port that is open is not enough: after a crash the server takes connections, and refuses each until it has recovered. */
const letsIn = async (url: string): Promise<boolean> => {
  const client = new pg.Client(url);
  client.on("error", () => {});
  const isIn = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end().catch(() => {});
  return isIn;
};

/** It keeps its commits as any other: `fsync` is on, which the product insists on. */
export const startPostgres = async (): Promise<Service> => {
  const folder = binariesOf("postgres");
  if (folder === undefined) throw new Error("initdb and postgres are not installed.");
  const user = owner();
  const [port, home] = [await freePort(), makeHome("postgres", user)];
  const data = join(home, "data");
  const init = ["--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C"];
  await run(join(folder, "initdb"), [...init, "--no-sync"], { cwd: home, ...user });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return startServer({
    name: "PostgreSQL",
    url,
    home,
    command: join(folder, "postgres"),
    args: ["-D", data, "-p", String(port), ...Object.entries(settings).flatMap(([key, is]) => ["-c", `${key}=${is}`])],
    owner: user,
    haltWith: "SIGINT",
    endWith: "QUIT",
    isUp: () => letsIn(url),
  });
};
