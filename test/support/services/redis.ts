import { join } from "node:path";

import { binariesOf } from "./binaries.mjs";
import { freePort } from "./free-port.ts";
import { makeHome } from "./home.ts";
import type { Service } from "./private-server.ts";
import { startServer } from "./private-server.ts";
import { takesConnections } from "./tcp.ts";

/** Keeps nothing: a restart finds it empty, as after an outage of any Redis that is a messenger only. */
export const startRedis = async (): Promise<Service> => {
  const folder = binariesOf("redis");
  if (folder === undefined) throw new Error("redis-server is not installed.");
  const [port, home] = [await freePort(), makeHome("redis")];
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", home];
  return startServer({
    name: "Redis",
    url: `redis://127.0.0.1:${port}`,
    home,
    command: join(folder, "redis-server"),
    args,
    haltWith: "SIGTERM",
    endWith: "KILL",
    isUp: () => takesConnections(port),
  });
};
