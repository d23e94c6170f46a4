import { driveAndCount } from "../cpu.ts";
import { createGroups, groups, handshakes, posters } from "../groups.ts";
import type { Scenario } from "../scenario.ts";

/** Twenty users in twenty rooms. */
const crowd = groups("accept", 4, 5);
const connections = 50;
const posts = 6_000;
/** Of each socket. */
const inFlight = 4;
const limit = 0.7;

export const acceptOverHttp: Scenario = {
  key: "accept-http",
  figures: [
    {
      id: "perSecond",
      title: `posts accepted over HTTP, ${connections} in flight`,
      unit: "/s",
      better: "higher",
      bar: { of: "ratio", limit },
    },
    { id: "http", title: "CPU of the http process per message", unit: "µs", better: "lower" },
  ],
  setUp: (stack) => createGroups(stack, crowd),
  async round(circumstances) {
    const { stack, scaled } = circumstances;
    const makers = await posters(stack, crowd);
    const lanes = Array.from({ length: connections }, (_, lane) => makers.slice(lane % makers.length).slice(0, 1));
    const count = scaled(posts);
    const httpUrl = stack.role("http").url;
    return driveAndCount(circumstances, count, { kind: "post", httpUrl, lanes, count });
  },
};

export const acceptOverSocket: Scenario = {
  key: "accept-socket",
  figures: [
    {
      id: "perSecond",
      title: `sends accepted over 20 sockets, ${inFlight} in flight on each`,
      unit: "/s",
      better: "higher",
      bar: { of: "ratio", limit },
    },
    { id: "gateway", title: "CPU of the gateway process per message", unit: "µs", better: "lower" },
  ],
  setUp: (stack) => createGroups(stack, crowd),
  async round(circumstances) {
    const { stack, scaled } = circumstances;
    const roomIds = crowd.flatMap(({ rooms }) => rooms);
    const all = await handshakes(stack, crowd);
    const senders = all.map((handshake, index) => ({ handshake, roomId: roomIds[index] ?? "" }));
    const count = scaled(posts);
    return driveAndCount(circumstances, count, { kind: "send", senders, count, inFlight });
  },
};
