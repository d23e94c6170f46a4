import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../core/ports/clock.ts";
import { within } from "../../../core/ports/clock.ts";
import type { RenewableLink } from "./open-queue.ts";

/** Without heartbeats it is the network that forgets a connection over which nothing goes. In milliseconds. */
const rememberedMs = 60_000;
/** In milliseconds: how long the broker may take to answer, and to be connected with anew. */
const answerMs = 250;
const renewMs = 2_000;

/** What the network has told meanwhile is heard in the first turns of the event loop. */
const turns = async (): Promise<void> => {
  await setImmediate();
  await setImmediate();
};

/**
 * Keeps a publisher's connection sound in a process that is frozen between its pieces of work. No heartbeat is sent
 * meanwhile, and a broker that misses two ends the connection; what is then published over it is gone. So after a pause
 * of half a heartbeat the connection is made anew, and where pauses are short the broker is asked for an answer as often,
 * which counts as a heartbeat. @returns to be called when work begins, with how long the process was frozen
 */
export const resumeQueue = (link: RenewableLink, heartbeatMs: number, clock: Clock) => {
  const trustedMs = (heartbeatMs || rememberedMs) / 2;
  let provenAt = clock.now();
  return async (pauseMs: number): Promise<void> => {
    await turns();
    const mayBeSound = link.isConnected && pauseMs <= trustedMs;
    if (mayBeSound && clock.now() - provenAt <= trustedMs) return;
    const isSound = mayBeSound && (await within(clock, answerMs, link.isAnswering())) === true;
    if (!isSound) await within(clock, renewMs, link.renew());
    provenAt = clock.now();
  };
};
