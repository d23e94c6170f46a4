import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";

const methodFrame = 1;
const headerBytes = 7;
/** What comes before the frames of a client. */
const greetingBytes = 8;
const basicPublish = (60 << 16) | 40;
const basicAck = (60 << 16) | 80;

interface Frame {
  readonly start: number;
  readonly end: number;
  readonly channel: number;
  /** Class and method, of frames that have them. */
  readonly method: number | undefined;
}

/** The whole frames at the start of `held`. */
const framesOf = (held: Buffer): readonly Frame[] => {
  const frames: Frame[] = [];
  for (let start = 0; start + headerBytes <= held.length;) {
    const end = start + headerBytes + held.readUInt32BE(start + 3) + 1;
    if (end > held.length) break;
    const method = held[start] === methodFrame ? held.readUInt32BE(start + headerBytes) : undefined;
    frames.push({ start, end, channel: held.readUInt16BE(start + 1), method });
    start = end;
  }
  return frames;
};

/** To which queue a `basic.publish` goes: after class, method and a reserved word come the exchange, which is none, and the key. */
const queueOf = (held: Buffer, { start }: Frame): string => {
  const exchange = start + headerBytes + 6;
  const key = exchange + 1 + held.readUInt8(exchange);
  return held.toString("utf8", key + 1, key + 1 + held.readUInt8(key));
};

/** Which queues the channels of one connection publish to. Each of the product's has one kind. */
class Publishes {
  readonly #queues = new Map<number, string>();
  #held = Buffer.alloc(0);
  #isGreeted = false;

  see(chunk: Buffer): void {
    this.#held = Buffer.concat([this.#held, chunk]);
    if (!this.#isGreeted) {
      if (this.#held.length < greetingBytes) return;
      this.#held = this.#held.subarray(greetingBytes);
      this.#isGreeted = true;
    }
    const frames = framesOf(this.#held);
    for (const frame of frames) {
      if (frame.method === basicPublish) this.#queues.set(frame.channel, queueOf(this.#held, frame));
    }
    this.#held = this.#held.subarray(frames.at(-1)?.end ?? 0);
  }

  isTo(queue: string | undefined, channel: number): boolean {
    return queue === undefined || this.#queues.get(channel) === queue;
  }
}

/** A broker's stand-in that knows its frames: armed, it ends a connection in place of the confirm that comes next. */
export class AmqpProxy {
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #cutsLeft = 0;
  #queue: string | undefined;
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

  /** The next so many confirms are cut, each with its connection: of what is published to any queue, or to this one. */
  cutConfirms(count: number, queue?: string): void {
    this.#cutsLeft = count;
    this.#queue = queue;
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
    const publishes = new Publishes();
    client.on("data", (chunk: Buffer) => {
      publishes.see(chunk);
      broker.write(chunk);
    });
    let held = Buffer.alloc(0);
    broker.on("data", (chunk: Buffer) => {
      held = this.#pass(Buffer.concat([held, chunk]), client, broker, publishes);
    });
  }

  /** @returns what is not a whole frame yet */
  #pass(held: Buffer, client: Socket, broker: Socket, publishes: Publishes): Buffer<ArrayBuffer> {
    const frames = framesOf(held);
    const isCut = ({ method, channel }: Frame): boolean =>
      this.#cutsLeft > 0 && method === basicAck && publishes.isTo(this.#queue, channel);
    const cut = frames.find(isCut);
    const bytes = cut?.start ?? frames.at(-1)?.end ?? 0;
    client.write(held.subarray(0, bytes));
    if (cut) {
      this.#cutsLeft -= 1;
      this.cuts += 1;
      client.resetAndDestroy();
      broker.destroy();
      return Buffer.alloc(0);
    }
    return Buffer.from(held.subarray(bytes));
  }
}
