import { request } from "node:http";
import type { Duplex } from "node:stream";

import { deployment } from "./deployment.ts";
import { eventually } from "./wait.ts";

/** A WebSocket that says whatever it is told to, also what no client library would. */
export interface RawSocket {
  send(frame: string): void;
  /** Resolves with the first text frame that holds `part`. */
  heard(part: string): Promise<string>;
  /** Resolves when the server has refused the handshake, or ended the connection. */
  refused(): Promise<true>;
  /** Reads nothing any more; what the server says fills every buffer on the way. */
  stall(): void;
  close(): void;
}

const upgrade = (at: string): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const url = new URL("/socket.io/?EIO=4&transport=websocket", at);
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.from("sixteen bytes ok").toString("base64"),
    };
    request(url, { headers })
      .on("upgrade", (_response, socket: Duplex) => resolve(socket))
      .on("error", reject)
      .end();
  });

/** RFC 6455, 5.2; a mask of zeros leaves the payload as it is. */
const textFrame = (text: string): Buffer => {
  const payload = Buffer.from(text);
  const isLong = payload.length > 125;
  const length = isLong ? [0x80 | 126, payload.length >> 8, payload.length & 0xff] : [0x80 | payload.length];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]);
};

/** A `connect_error` of Socket.IO, or an empty close frame, which the server sends and then waits to be answered. */
const isRefusal = (said: string): boolean => /44[/{]/.test(said) || said.endsWith("\u0088\u0000");

/** @param at of the gateway */
export const openRawSocket = async (at = deployment().socketUrl): Promise<RawSocket> => {
  const socket = await upgrade(at);
  let said = "";
  let isOver = false;
  socket.on("data", (chunk: Buffer) => (said += chunk.toString("latin1")));
  socket.on("error", () => {});
  socket.on("close", () => (isOver = true));
  return {
    send: (frame) => void socket.write(textFrame(frame)),
    heard: (part) => eventually(async () => (said.includes(part) ? said : undefined), `the server says ${part}`),
    refused: () => eventually(async () => isOver || isRefusal(said) || undefined, "the server refuses"),
    stall: () => void socket.pause(),
    close: () => void socket.destroy(),
  };
};
