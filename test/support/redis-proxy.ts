import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** A way to a Redis server on which things happen. */
export interface RedisProxy {
  readonly url: string;
  /** From now on nothing gets through, and no connection ends: what is said waits. */
  hold(): void;
  /** What was held goes on its way. */
  release(): void;
  /** Ends every connection, and takes no new one until {@link mend}. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export const openRedisProxy = async (url: string): Promise<RedisProxy> => {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isHeld = false;
  let isCut = false;
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    if (isHeld) socket.pause();
  };
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port === "" ? "6379" : port), hostname);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on("data", (data) => to.write(data));
      from.on("close", () => to.destroy());
      track(from);
    }
  }); // prettier-ignore
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: () => {
      isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    release: () => {
      isHeld = false;
      for (const socket of sockets) socket.resume();
    },
    cut,
    mend: () => (isCut = false),
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
};
