import { once } from "node:events";
import type { Job, Prepared } from "./driving/job.ts";
import { preparePosts } from "./driving/posting.ts";
import { prepareRoom } from "./driving/rooms.ts";
import { prepareHold, prepareSends, prepareSync } from "./driving/sockets.ts";

// The driver, in a process of its own: takes a job, connects, says that it is ready, and waits for its sign.

const prepare = async (job: Job): Promise<Prepared> => {
  switch (job.kind) {
    case "post":
      return preparePosts(job);
    case "send":
      return prepareSends(job);
    case "sync":
      return prepareSync(job);
    case "hold":
      return prepareHold(job);
    case "burst":
    case "single":
    case "paced":
      return prepareRoom(job);
  }
};

const heard = async (): Promise<unknown> => {
  const [message] = (await once(process, "message")) as unknown[];
  return message;
};

const prepared = await prepare((await heard()) as Job);
process.send?.("ready");
await heard();
const busyBefore = process.cpuUsage();
const startedAt = performance.now();
const measured = await prepared.run();
const { user, system } = process.cpuUsage(busyBefore);
process.send?.({ ...measured, driverLoad: (user + system) / 1_000 / (performance.now() - startedAt) });
await heard();
await prepared.close();
process.disconnect();
