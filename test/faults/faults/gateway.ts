import { setTimeout as pause } from "node:timers/promises";
import { signToken } from "../../../infra/auth/sign.ts";
import type { RawSocket } from "../../support/raw-socket.ts";
import { openRawSocket } from "../../support/raw-socket.ts";
import { eventually, within } from "../../support/wait.ts";
import type { Fault } from "../harness/fault.ts";
import type { Scene } from "../harness/scene.ts";
import { expiredFault } from "./expired.ts";
import { killedAt } from "./killed-at.ts";
import { endings } from "./plain.ts";

const part = "gateway";
const silentSockets = 200;
/** A socket has 5 s to say who it is. */
const silentMs = 8_000;
const stalledMs = 30_000;
/** Three bytes a unit: the kernel holds megabytes for who does not read, before the gateway holds the first byte. */
const long = "€".repeat(8_000);

const sessions = async ({ places }: Scene): Promise<number> => {
  const counts = await Promise.all(places.gateway.map((place) => place.figure("chat_sessions")));
  return counts.reduce((sum, count) => sum + count, 0);
};

/** One more device of the user who does not talk, which reads nothing once it is let in. */
const stall = async (scene: Scene): Promise<RawSocket> => {
  const socket = await openRawSocket(scene.socketUrl);
  const token = await signToken(scene.tiers.secret, { userId: scene.traffic.quiet.userId, expires: "1h" });
  socket.send(`40${JSON.stringify({ token, protocol: 1 })}`);
  await socket.heard("ready");
  socket.stall();
  return socket;
};

export const gatewayFaults: readonly Fault[] = [
  killedAt("gateway", "before-publish", "before it publishes a command"),
  killedAt("gateway", "after-confirm", "between the confirm and the acknowledgement"),
  killedAt("gateway", "before-push", "before it hands events to sockets", [150, 400]),
  ...endings("gateway"),
  {
    name: "gateway-stopped",
    what: "a gateway is stopped with SIGSTOP for 8 s, and goes on",
    part,
    run: async (scene) => {
      const victim = scene.oneOf(scene.places.gateway);
      victim.signal("SIGSTOP");
      await pause(scene.isLong ? 60_000 : 8_000);
      victim.signal("SIGCONT");
    },
  },
  {
    name: "gateway-stalled-client",
    what: "a client stops reading while much is written to it; it is dropped, and the others do not notice",
    part,
    run: async (scene) => {
      const before = await sessions(scene);
      const socket = await stall(scene);
      const until = Date.now() + stalledMs;
      while ((await sessions(scene)) > before && Date.now() < until) {
        for (let count = 0; count < 50; count += 1) await scene.traffic.post(long);
      }
      scene.claim((await sessions(scene)) <= before, "the client that does not read was not dropped");
      socket.close();
    },
  },
  {
    name: "gateway-clients-held",
    what: "nothing passes between clients and gateways for a while, and then all of it at once",
    part,
    through: ["clients:gateway"],
    run: async (scene) => {
      scene.proxy("clients:gateway").hold();
      await pause(6_000);
      scene.proxy("clients:gateway").heal();
    },
  },
  {
    name: "gateway-half-open",
    what: "clients and gateways hear nothing of each other any more, and connections are ended by one side alone",
    part,
    through: ["clients:gateway"],
    run: async (scene) => {
      const proxy = scene.proxy("clients:gateway");
      proxy.hold();
      await pause(scene.isLong ? 60_000 : 6_000);
      proxy.cut();
      proxy.heal();
    },
  },
  {
    name: "gateway-silent-sockets",
    what: `${silentSockets} sockets are opened that never say who they are; each is closed within ${silentMs / 1_000} s`,
    part,
    run: async (scene) => {
      const opening = Array.from({ length: silentSockets }, () => openRawSocket(scene.socketUrl));
      const sockets = await Promise.all(opening);
      const refused = Promise.all(sockets.map((socket) => socket.refused()));
      await within(silentMs, "silent sockets are closed", refused).catch((error: unknown) =>
        scene.claim(false, String(error)),
      );
      for (const socket of sockets) socket.close();
      await eventually(async () => (await sessions(scene)) >= 0 || undefined, "the gateways answer");
    },
  },
  expiredFault,
];
