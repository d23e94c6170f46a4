import type { Socket } from "socket.io";

/** A connection that has this many bytes unsent does not read what it is sent. */
export const tooMuchBytes = 1_048_576;

type Connection = Pick<Socket, "conn">;

/** What the WebSocket itself holds; polling holds nothing. */
interface WebSocketLike {
  readonly bufferedAmount?: number;
  terminate?(): void;
}

interface EngineLike {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: { readonly writable: boolean; readonly socket?: WebSocketLike };
}

const engineOf = ({ conn }: Connection): EngineLike => conn as unknown as EngineLike;

const sizeOf = (data: unknown): number => (typeof data === "string" || data instanceof Uint8Array ? data.length : 0);

/** Bytes that were sent to this connection and have not left this process; roughly, a text counts its characters. */
export const unsentBytes = (socket: Connection): number => {
  const { writeBuffer, transport } = engineOf(socket);
  // As nearly always: whatever was sent has been handed to the kernel.
  if (transport.writable && writeBuffer.length === 0) return 0;
  const queued = writeBuffer.reduce((sum, { data }) => sum + sizeOf(data), 0);
  return queued + (transport.socket?.bufferedAmount ?? 0);
};

export const isTooSlow = (socket: Connection): boolean => unsentBytes(socket) > tooMuchBytes;

/** At once: a polite end would wait until everything is sent, and this client does not read. */
export const drop = (socket: Connection): void => {
  const webSocket = engineOf(socket).transport.socket;
  socket.conn.close(true);
  webSocket?.terminate?.();
};
