import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";

const methodFrame = 1;
const headerBytes = 7;
const basicAck = (60 << 16) | 80;

/** How many bytes at the start of `held` are frames that may pass: all that are whole, up to the first `basic.ack`. */
const passable = (held: Buffer): { readonly bytes: number; readonly isAck: boolean } => {
  let at = 0;
  while (at + headerBytes <= held.length) {
    const end = at + headerBytes + held.readUInt32BE(at + 3) + 1;
    if (end > held.length) break;
    if (held[at] === methodFrame && held.readUInt32BE(at + headerBytes) === basicAck) return { bytes: at, isAck: true };
    at = end;
  }
  return { bytes: at, isAck: false };
};

/** A broker's stand-in that knows its frames: armed, it ends a connection in place of the confirm that comes next. */
export class AmqpProxy {
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #cutsLeft = 0;
  /** How many confirms it has kept for itself. */
  cuts = 0;

  private constructor(url: string) {
    this.#port = Number(new URL(url).port);
    this.#server = createServer((client) => this.#accept(client));
  }

  static async open(url: string): Promise<AmqpProxy> {
    const proxy = new AmqpProxy(url);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  through(url: string): string {
    const own = new URL(url);
    own.port = String((this.#server.address() as AddressInfo).port);
    return own.href;
  }

  /** The next so many confirms are cut, each with its connection. */
  cutConfirms(count: number): void {
    this.#cutsLeft = count;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    const broker = connect(this.#port, "127.0.0.1");
    for (const [socket, other] of [[client, broker], [broker, client]] as const) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    } // prettier-ignore
    client.on("data", (chunk: Buffer) => broker.write(chunk));
    let held = Buffer.alloc(0);
    broker.on("data", (chunk: Buffer) => {
      held = this.#pass(Buffer.concat([held, chunk]), client, broker);
    });
  }

  /** @returns what is not a whole frame yet */
  #pass(held: Buffer, client: Socket, broker: Socket): Buffer<ArrayBuffer> {
    const { bytes, isAck } = this.#cutsLeft > 0 ? passable(held) : { bytes: wholeFrames(held), isAck: false };
    client.write(held.subarray(0, bytes));
    if (isAck) {
      this.#cutsLeft -= 1;
      this.cuts += 1;
      client.resetAndDestroy();
      broker.destroy();
      return Buffer.alloc(0);
    }
    return Buffer.from(held.subarray(bytes));
  }
}

const wholeFrames = (held: Buffer): number => {
  let at = 0;
  while (at + headerBytes <= held.length) {
    const end = at + headerBytes + held.readUInt32BE(at + 3) + 1;
    if (end > held.length) break;
    at = end;
  }
  return at;
};
