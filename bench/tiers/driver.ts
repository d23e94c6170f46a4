import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Job, Measured } from "./driving/job.ts";

const script = fileURLToPath(new URL("drive.ts", import.meta.url));

/** A job that takes longer, in milliseconds, hangs. */
const patience = 180_000;

/**
 * Has a process of its own do the job; `whileRunning` surrounds what is measured, without the connecting before it.
 * @throws when the driver failed
 */
export const drive = async <T>(job: Job, whileRunning: (run: () => Promise<Measured>) => Promise<T>): Promise<T> => {
  const child = fork(script, { execArgv: ["--import", "tsx"] });
  const deadline = setTimeout(() => child.kill("SIGKILL"), patience);
  const ended = once(child, "exit").then(([code]) => {
    clearTimeout(deadline);
    throw new Error(`The driver of ${job.kind} ended with ${String(code)}.`);
  });
  ended.catch(() => {});
  const said = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, "message"), ended])) as unknown[];
    return message;
  };
  child.send(job);
  await said();
  const result = await whileRunning(async () => {
    child.send("go");
    return (await said()) as Measured;
  });
  child.send("end");
  await ended.catch(() => {});
  return result;
};

export const driveOnly = (job: Job): Promise<Measured> => drive(job, (run) => run());
