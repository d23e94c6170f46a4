import type { HoldJob, Measured, Prepared, SendJob, SyncJob } from "./job.ts";
import { textLength } from "./job.ts";
import { markedText } from "./marks.ts";
import { inLanes } from "./posting.ts";
import { quantile } from "../../figures.ts";
import type { Handshake } from "./wire-socket.ts";
import { WireSocket } from "./wire-socket.ts";

/** How many handshakes are under way at once. */
const atOnce = 25;

export const connectAll = async (handshakes: readonly Handshake[]): Promise<readonly WireSocket[]> => {
  const sockets: WireSocket[] = [];
  await inLanes(atOnce, handshakes.length, async (index) => {
    const handshake = handshakes[index];
    if (!handshake) return;
    const socket = new WireSocket(handshake);
    sockets[index] = socket;
    await socket.ready;
  });
  return sockets;
};

export const closeAll = async (sockets: readonly WireSocket[]): Promise<void> => {
  await Promise.all(sockets.map((socket) => socket.close()));
};

const assertOk = (ack: string): void => {
  if (!ack.startsWith('[{"ok":true')) throw new Error(`An event was answered with ${ack.slice(0, 300)}`);
};

export const prepareSends = async ({ senders, count, inFlight }: SendJob): Promise<Prepared> => {
  const sockets = await connectAll(senders.map(({ handshake }) => handshake));
  return {
    async run(): Promise<Measured> {
      const startedAt = performance.now();
      await inLanes(sockets.length * inFlight, count, async (index, lane) => {
        const at = lane % sockets.length;
        const sent = sockets[at]?.emit("send", { roomId: senders[at]?.roomId, text: markedText(index, textLength) });
        assertOk((await sent) ?? "nothing");
      });
      return { perSecond: count / ((performance.now() - startedAt) / 1_000) };
    },
    close: () => closeAll(sockets),
  };
};

export const prepareSync = async ({ clients }: SyncJob): Promise<Prepared> => {
  const sockets = await connectAll(clients.map(({ handshake }) => handshake));
  return {
    async run(): Promise<Measured> {
      const startedAt = performance.now();
      const took = await Promise.all(
        clients.map(async ({ rooms }, index) => {
          const answer = (await sockets[index]?.emit("sync", { rooms })) ?? "nothing";
          assertOk(answer);
          return { ms: performance.now() - startedAt, messages: answer.split('"text":"#').length - 1 };
        }),
      );
      const all = took.map(({ ms }) => ms);
      const messages = took.reduce((sum, each) => sum + each.messages, 0);
      return { p50: quantile(all, 0.5), last: Math.max(...all), messagesEach: messages / clients.length };
    },
    close: () => closeAll(sockets),
  };
};

export const prepareHold = async ({ members }: HoldJob): Promise<Prepared> => {
  const sockets = await connectAll(members);
  return { run: async () => ({}), close: () => closeAll(sockets) };
};
