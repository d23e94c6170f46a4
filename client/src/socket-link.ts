import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";
import type { Bye, ClientToServerEvents, ServerToClientEvents } from "./contract.ts";
import type { LinkListener, OpenLink } from "./link.ts";

export type Transport = "websocket" | "polling";

type ChatSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

const isBye = (data: unknown): data is Bye =>
  typeof data === "object" && data !== null && "code" in data && "retry" in data;

const byeOf = (error: Error): Bye | undefined => {
  const data: unknown = "data" in error ? error.data : undefined;
  return isBye(data) ? data : undefined;
};

const listen = (socket: ChatSocket, listener: LinkListener): void => {
  socket.on("ready", (ready) => listener.ready(ready));
  socket.on("events", (events) => listener.events(events));
  socket.on("receipts", (events) => listener.receipts(events));
  socket.on("typing", (typing) => listener.typing(typing));
  socket.on("presence", (presences) => listener.presence(presences));
  socket.on("me", (events) => listener.me(events));
  socket.on("rejected", (rejected) => listener.rejected(rejected));
  socket.on("bye", (bye) => listener.bye(bye));
  socket.on("connect_error", (error) => listener.down(byeOf(error)));
  socket.on("disconnect", () => listener.down());
};

/**
 * Links over Socket.IO. Its own reconnection is off: it does not come back after a refused handshake or a disconnect
 * by the server, and knows nothing of `bye`. A path in `url` is where the server is mounted, not a namespace.
 */
export const socketLinks = (url: string, transports: readonly Transport[] = ["websocket"]): OpenLink => {
  const { origin, pathname } = new URL(url);
  const path = `${pathname.replace(/\/+$/, "")}/socket.io`;
  return (auth, listener) => {
    const settings = { path, auth: { ...auth }, transports: [...transports], reconnection: false, forceNew: true };
    const socket: ChatSocket = io(origin, settings);
    listen(socket, listener);
    return {
      send: (request, ack) => socket.emit("send", request, ack),
      delete: (request, ack) => socket.emit("delete", request, ack),
      receipts: (request, ack) => socket.emit("receipts", request, ack),
      sync: (request, ack) => socket.emit("sync", request, ack),
      presence: (request, ack) => socket.emit("presence", request, ack),
      typing: (request) => socket.emit("typing", request, () => {}),
      close: () => {
        socket.off();
        socket.disconnect();
      },
    };
  };
};
