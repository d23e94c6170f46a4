import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** One address in front of several processes. It knows nothing of what passes: each connection goes to the next one. */
export interface Balancer {
  /** As in `http://localhost:3000`. */
  readonly address: string;
  /** From now on new connections go to these; those that are open stay where they are. */
  sendTo(addresses: readonly string[]): void;
  /** Cuts every connection. */
  close(): Promise<void>;
}

/** As many as the processes themselves let wait: where a thousand come at once, it is not the balancer that sends them away. */
const backlog = 4_096;

/** Resolves to nothing where nobody listens. */
const reach = async (address: string): Promise<Socket | undefined> => {
  const { port } = new URL(address);
  const socket = connect({ port: Number(port), host: "localhost", allowHalfOpen: true });
  const isReached = await Promise.race([
    once(socket, "connect").then(() => true),
    new Promise<false>((resolve) => socket.on("error", () => resolve(false))),
  ]).catch(() => false);
  return isReached ? socket : undefined;
};

const join = (one: Socket, other: Socket): void => {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on("error", () => {});
    from.on("close", () => to.destroy());
  }
};

class RoundRobin {
  #addresses: readonly string[];
  #turn = 0;

  constructor(addresses: readonly string[]) {
    this.#addresses = addresses;
  }

  sendTo(addresses: readonly string[]): void {
    this.#addresses = addresses;
  }

  /** Whoever does not answer is passed over: a process that was killed takes nobody's connection with it. */
  async next(): Promise<Socket | undefined> {
    const first = (this.#turn += 1);
    const addresses = this.#addresses;
    for (const [index] of addresses.entries()) {
      const socket = await reach(addresses[(first + index) % addresses.length] ?? "");
      if (socket) return socket;
    }
    return undefined;
  }
}

export const startBalancer = async (addresses: readonly string[] = []): Promise<Balancer> => {
  const robin = new RoundRobin(addresses);
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (caller) => {
    open.add(caller);
    caller.on("error", () => {});
    caller.on("close", () => open.delete(caller));
    void robin.next().then((process) => {
      if (!process || caller.destroyed) {
        process?.destroy();
        caller.destroy();
      } else join(caller, process.setNoDelay());
    });
  });
  server.listen({ port: 0, backlog });
  await once(server, "listening");
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`,
    sendTo: (next) => robin.sendTo(next),
    close: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, "close");
    },
  };
};
