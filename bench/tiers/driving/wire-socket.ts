import { once } from "node:events";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { eachFrame, textFrame } from "./frames.ts";

export interface Handshake {
  readonly url: string;
  readonly auth: object;
}

const upgrade = [
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
  "host: bench",
  "connection: Upgrade",
  "upgrade: websocket",
  "sec-websocket-version: 13",
  `sec-websocket-key: ${Buffer.from("sixteen bytes ok").toString("base64")}`,
  "\r\n",
].join("\r\n");

/** Shared by all sockets: what is read is used, or copied, before the next read. */
const buffer = Buffer.alloc(65_536);
const endOfHead = "\r\n\r\n";
const open = "0".charCodeAt(0);
const ping = "2".charCodeAt(0);
const pong = textFrame("3");
const socketIoEvent = "42";
const socketIoAck = "43";
const readyEvent = `${socketIoEvent}["ready"`;

/**
 * Socket.IO over a bare connection, so that a thousand sockets cost the driver less than the gateway: a frame is
 * looked at as bytes, and decoded only by those who want its text.
 */
export class WireSocket {
  readonly #socket: Socket;
  readonly #auth: object;
  #rest: Buffer = Buffer.alloc(0);
  #isUpgraded = false;
  readonly #acks = new Map<number, (said: string) => void>();
  #lastAck = 0;
  #becomeReady: () => void = () => {};
  /** Resolves with the server's `ready`. */
  readonly ready: Promise<void>;
  /** Every event: the payload's bytes, valid until this returns. */
  onEvent: (payload: Buffer) => void = () => {};

  constructor({ url, auth }: Handshake) {
    this.#auth = auth;
    const { hostname, port } = new URL(url);
    const onread = { buffer, callback: (length: number) => this.#read(buffer.subarray(0, length)) };
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true, onread });
    this.#socket.write(upgrade);
    this.ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve;
      this.#socket.on("error", reject);
      this.#socket.on("close", () => reject(new Error("The gateway ended the connection.")));
    });
    this.ready.catch(() => {});
  }

  /** @returns the ack, as JSON. */
  emit(event: string, payload: object): Promise<string> {
    const ack = this.#lastAck++;
    this.#write(`${socketIoEvent}${ack}${JSON.stringify([event, payload])}`);
    return new Promise((resolve) => this.#acks.set(ack, resolve));
  }

  async close(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = once(this.#socket, "close");
    this.#socket.destroy();
    await closed;
  }

  #write(text: string): void {
    this.#socket.write(textFrame(text));
  }

  #read(chunk: Buffer): boolean {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const used = this.#isUpgraded ? 0 : this.#upgraded(bytes);
    const frames = this.#isUpgraded ? eachFrame(bytes.subarray(used), (payload) => this.#take(payload)) : 0;
    this.#rest = used + frames === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(used + frames));
    return true;
  }

  /** @returns how long the answer to the upgrade was. */
  #upgraded(bytes: Buffer): number {
    const end = bytes.indexOf(endOfHead);
    if (end < 0) return 0;
    this.#isUpgraded = true;
    return end + endOfHead.length;
  }

  #take(payload: Buffer): void {
    if (payload[0] === open) this.#write(`40${JSON.stringify(this.#auth)}`);
    else if (payload[0] === ping) this.#socket.write(pong);
    else if (payload.toString("latin1", 0, 2) === socketIoAck) this.#ack(payload.toString());
    else if (payload.toString("latin1", 0, readyEvent.length) === readyEvent) this.#becomeReady();
    else this.onEvent(payload);
  }

  #ack(said: string): void {
    const [, number] = /^43(\d+)/.exec(said) ?? [];
    const resolve = this.#acks.get(Number(number));
    this.#acks.delete(Number(number));
    resolve?.(said.slice(2 + String(number).length));
  }
}
