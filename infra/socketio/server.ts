import type { IncomingMessage } from "node:http";
import { Server } from "socket.io";
import { LIMITS } from "../../client/src/contract.ts";
import type { ChatServer } from "./chat-server.ts";

export interface SocketServerOptions {
  /** Whether pages of this origin, as in `https://example.org`, may connect. */
  readonly allowedOrigin: (origin: string) => boolean;
  /** Polling needs every request of a client to reach the same process. */
  readonly polling: boolean;
}

/**
 * A backstop, in milliseconds. It counts from the opening of a connection until its session is granted, so also while a
 * handshake waits for its turn and for the keys of its token; who does not even ask is sent away long before.
 */
const grantedMs = 20_000;

/** Browsers do not apply CORS to WebSockets, so the origin is looked at here; whatever sends none is no browser. */
const mayConnect = ({ headers }: IncomingMessage, { allowedOrigin }: SocketServerOptions): boolean =>
  headers.origin === undefined || allowedOrigin(headers.origin);

/** Still to be attached to an HTTP server, behind whatever answers its other requests. */
export const createSocketServer = (options: SocketServerOptions): ChatServer =>
  new Server({
    transports: options.polling ? ["polling", "websocket"] : ["websocket"],
    allowRequest: (request, answer) => {
      const allowed = mayConnect(request, options);
      answer(allowed ? null : "This origin may not connect.", allowed);
    },
    cors: {
      origin: (origin, answer) => {
        answer(null, origin !== undefined && options.allowedOrigin(origin));
      },
    },
    connectTimeout: grantedMs,
    maxHttpBufferSize: LIMITS.bodyBytes,
    // Costs some 250 KB a socket, and switches off that a packet to a room is encoded once.
    perMessageDeflate: false,
  });
