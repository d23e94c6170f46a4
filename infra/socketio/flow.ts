import type { Socket } from "socket.io";

/** A connection that has this many bytes unsent does not read what it is sent. */
const maxUnsentBytes = 1_048_576;

type Connection = Pick<Socket, "conn">;

/** What the WebSocket itself holds; polling holds nothing. */
interface WebSocketLike {
  readonly bufferedAmount?: number;
  terminate?(): void;
}

const webSocketOf = ({ conn }: Connection): WebSocketLike =>
  (conn.transport as { readonly socket?: WebSocketLike }).socket ?? {};

const sizeOf = (data: unknown): number => (typeof data === "string" || data instanceof Uint8Array ? data.length : 0);

const unsentBytes = (socket: Connection): number => {
  const { writeBuffer } = socket.conn as unknown as { readonly writeBuffer: readonly { readonly data?: unknown }[] };
  const queued = writeBuffer.reduce((sum, { data }) => sum + sizeOf(data), 0);
  return queued + (webSocketOf(socket).bufferedAmount ?? 0);
};

export const isTooSlow = (socket: Connection): boolean => unsentBytes(socket) > maxUnsentBytes;

/** At once: a polite end would wait until everything is sent, and this client does not read. */
export const drop = (socket: Connection): void => {
  const webSocket = webSocketOf(socket);
  socket.conn.close(true);
  webSocket.terminate?.();
};
