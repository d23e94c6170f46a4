import { driveOnly } from "../driver.ts";
import { createGroups, groups, handshakes, posters } from "../groups.ts";
import type { Scenario } from "../scenario.ts";
import { settled } from "../settle.ts";
import type { Stack } from "../stack.ts";

const crowd = groups("away", 10, 20);
/** In each of the five rooms of a client. */
const missed = 20;

const fill = async (stack: Stack): Promise<void> => {
  const all = await posters(stack, crowd);
  const count = all.length * missed;
  const httpUrl = stack.role("http").url;
  // One lane goes round all rooms, so that each gets as many.
  await settled(stack, count, () => driveOnly({ kind: "post", httpUrl, lanes: [all], count }));
};

/** Where each room stood before what was missed. */
const positions = async (stack: Stack): Promise<ReadonlyMap<string, number>> => {
  const read = async (token: string, roomId: string): Promise<readonly [string, number]> => {
    const url = `${stack.role("http").url}/v1/rooms/${roomId}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const { version } = (await answer.json()) as { readonly version: number };
    return [roomId, version - missed];
  };
  const all = await posters(stack, crowd);
  return new Map(await Promise.all(all.map(({ token, roomId }) => read(token, roomId))));
};

export const catchUp: Scenario = {
  key: "catch-up",
  productOnly: true,
  figures: [
    {
      id: "p50",
      title: "200 clients ask at once for 100 missed messages each: answered, p50",
      unit: "ms",
      better: "lower",
    },
    { id: "last", title: "the same, the last one", unit: "ms", better: "lower" },
  ],
  async setUp(stack) {
    await createGroups(stack, crowd);
    await fill(stack);
  },
  async round({ stack }) {
    const since = await positions(stack);
    const all = await handshakes(stack, crowd);
    const roomsOf = crowd.flatMap(({ users, rooms }) => users.map(() => rooms));
    const clients = all.map((handshake, index) => ({
      handshake,
      rooms: Object.fromEntries((roomsOf[index] ?? []).map((roomId) => [roomId, since.get(roomId) ?? 0])),
    }));
    const measured = await driveOnly({ kind: "sync", clients });
    if (measured.messagesEach !== 5 * missed) {
      throw new Error(`${measured.messagesEach} messages were caught up by each.`);
    }
    return measured;
  },
};
