import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** A way to a server that knows when the server gives a connection up. */
export interface WatchedProxy {
  /** The server's address, through it. */
  readonly url: string;
  /** How many connections the server still holds. */
  readonly held: number;
  close(): Promise<void>;
}

/**
 * @param isDeaf the end of a connection is lost: its client is told nothing, and what it sends goes nowhere. So does a
 *   network that has forgotten a connection over which nothing came for long.
 */
export const openWatchedProxy = async (
  url: string,
  { isDeaf }: { readonly isDeaf: boolean },
): Promise<WatchedProxy> => {
  const { hostname, port } = new URL(url);
  const clients = new Set<Socket>();
  const servers = new Set<Socket>();
  const proxy = createServer({ noDelay: true }, (client) => {
    const server = connect({ host: hostname, port: Number(port), noDelay: true });
    clients.add(client);
    servers.add(server);
    for (const socket of [client, server]) socket.on("error", () => {});
    client.on("data", (chunk) => !server.destroyed && server.write(chunk));
    server.on("data", (chunk) => client.write(chunk));
    client.on("close", () => server.destroy());
    server.on("close", () => {
      servers.delete(server);
      if (!isDeaf) client.destroy();
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const own = new URL(url);
  own.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    url: own.href,
    get held() {
      return servers.size;
    },
    close: async () => {
      proxy.close();
      for (const socket of [...clients, ...servers]) socket.destroy();
      await once(proxy, "close");
    },
  };
};
