import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** In milliseconds. A caller that is slower than this is no caller, and a connection must outlive a balancer's patience. */
const headersMs = 10_000;
const requestMs = 30_000;
const keepAliveMs = 65_000;

/** Requests in work may end; a connection that has sent nothing, or half a request, is not waited for. In milliseconds. */
const lettingGoMs = 3_000;

/** Connections that may wait to be taken. Past it the kernel drops them without a word, and each tries again seconds later. */
const backlog = 4_096;

/**
 * A server that closes waits for its connections, and one over which a caller keeps asking never ends by itself: each
 * answer from then on is its connection's last.
 */
const letGoWhenClosing = (server: Server): void => {
  server.prependListener("request", (_request, response) => {
    if (!server.listening) response.setHeader("Connection", "close");
    response.once("close", () => {
      // The connection counts as idle only after this turn.
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
  });
};

/** Resolves when the server takes connections; rejects when the port cannot be had. */
export const listen = async (server: Server, port: number): Promise<void> => {
  letGoWhenClosing(server);
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  server.keepAliveTimeout = keepAliveMs;
  server.listen({ port, backlog });
  await once(server, "listening");
};

/** Of a server that listens, as callers on this machine reach it. */
export const addressOf = (server: Server): string => `http://localhost:${(server.address() as AddressInfo).port}`;

/** Resolves when `close`, which ends the server, is done; what still hangs on to it then is cut off. */
export const letGo = async (server: Server, close: () => Promise<void>): Promise<void> => {
  const lettingGo = setTimeout(() => server.closeAllConnections(), lettingGoMs);
  await close();
  clearTimeout(lettingGo);
};

export const closeServer = (server: Server): Promise<void> =>
  letGo(server, async () => {
    server.close();
    await once(server, "close");
  });
