import { setTimeout as pause } from "node:timers/promises";
import { signToken } from "../../../infra/auth/sign.ts";
import type { RawSocket } from "../../support/raw-socket.ts";
import { openRawSocket } from "../../support/raw-socket.ts";
import type { Fault } from "../harness/fault.ts";
import { between } from "../harness/fault.ts";
import type { Scene } from "../harness/scene.ts";

const sockets = 200;
/** Clocks may differ by 5 s, so a session ends so much after its token. */
const tokenSeconds = 5;
const leewayMs = 5_000;
/** What a busy machine may add. */
const graceMs = 5_000;
const letInMs = 15_000;
const stormMs = { short: 4_000, long: 60_000 };
const code = "token_expired";

const knock = async ({ socketUrl }: Scene, token: string): Promise<RawSocket> => {
  const socket = await openRawSocket(socketUrl);
  socket.send(`40${JSON.stringify({ token, protocol: 1 })}`);
  return socket;
};

/** Who has to wait too long for its turn is told to come later, and does. */
const letIn = async (scene: Scene, token: string): Promise<RawSocket> => {
  const until = performance.now() + letInMs;
  for (;;) {
    const socket = await knock(scene, token);
    const isIn = await Promise.race([socket.heard('"ready"').then(() => true), socket.refused().then(() => false)]);
    if (isIn) return socket;
    socket.close();
    if (performance.now() > until) throw new Error("A client with a good token was not let in.");
    await pause(between(scene.random, 400, 1_200));
  }
};

/** One client that lost its token's time, and keeps coming with it until it has another. @returns how often it was refused */
const comeBack = async (scene: Scene, token: string, until: number): Promise<number> => {
  let refusals = 0;
  for (; performance.now() < until; refusals += 1) {
    const socket = await knock(scene, token);
    await socket.heard(code);
    socket.close();
    await pause(between(scene.random, 400, 1_200));
  }
  return refusals;
};

const tokenOf = (scene: Scene, index: number, expires: number | string): Promise<string> =>
  signToken(scene.tiers.secret, { userId: `late-${index}`, expires });

const expire = async (scene: Scene): Promise<void> => {
  const numbers = Array.from({ length: sockets }, (_, index) => index);
  const ends = Math.ceil(Date.now() / 1_000) + tokenSeconds;
  const tokens = await Promise.all(numbers.map((index) => tokenOf(scene, index, ends)));
  const first = await Promise.all(tokens.map((token) => letIn(scene, token)));
  await pause(ends * 1_000 - Date.now());
  await Promise.all(first.map((socket) => socket.heard(code)));
  scene.claim(Date.now() < ends * 1_000 + leewayMs + graceMs, "sessions have outlived their tokens");
  await Promise.all(first.map((socket) => socket.refused()));
  const until = performance.now() + (scene.isLong ? stormMs.long : stormMs.short);
  const refusals = await Promise.all(tokens.map((token) => comeBack(scene, token, until)));
  scene.claim(Math.min(...refusals) > 0, "somebody did not come back");
  const fresh = await Promise.all(numbers.map(async (index) => letIn(scene, await tokenOf(scene, index, "1h"))));
  for (const socket of [...first, ...fresh]) socket.close();
};

export const expiredFault: Fault = {
  name: "gateway-tokens-expired",
  what: `the tokens of ${sockets} sessions end; their clients come back at once and often with the old ones, and then with fresh ones`,
  part: "gateway",
  run: async (scene) => {
    await expire(scene).catch((error: unknown) => scene.claim(false, String(error)));
  },
};
