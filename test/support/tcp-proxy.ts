import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** Client to server, server to client. */
type Direction = "questions" | "answers";
const directions: readonly Direction[] = ["questions", "answers"];

/** One direction of one connection: what passes, what is held, and the end that comes after it. */
class Stream {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #way: Way;
  readonly #passing: (() => void)[] = [];

  constructor(from: Socket, to: Socket, way: Way) {
    this.#from = from;
    this.#to = to;
    this.#way = way;
    from.on("data", (chunk: Buffer) => this.#pass(() => this.#write(chunk)));
    from.on("close", () => this.#pass(() => to.destroy()));
    from.on("error", () => {});
  }

  /** Lets go of what was held, in order. */
  flush(): void {
    for (const go of this.#passing.splice(0)) go();
  }

  #pass(go: () => void): void {
    if (this.#way.isHeld) this.#passing.push(go);
    else if (this.#way.delayMs === 0 && this.#passing.length === 0) go();
    else {
      this.#passing.push(go);
      setTimeout(() => this.#next(), this.#way.delayMs).unref();
    }
  }

  #next(): void {
    if (!this.#way.isHeld) this.#passing.shift()?.();
  }

  #write(chunk: Buffer): void {
    if (this.#to.destroyed || this.#to.write(chunk)) return;
    this.#from.pause();
    this.#to.once("drain", () => this.#from.resume());
  }
}

interface Way {
  isHeld: boolean;
  delayMs: number;
}

/** A server's stand-in on a free port of 127.0.0.1, which can do to connections what networks do. */
export class TcpProxy {
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #ways: Record<Direction, Way> = {
    questions: { isHeld: false, delayMs: 0 },
    answers: { isHeld: false, delayMs: 0 },
  };
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Set<Stream>();
  #refuses = false;
  /** How many connections were ever made through it. */
  connections = 0;

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  /** @param url of the server; its port must be named */
  static async open(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const proxy = new TcpProxy({ host: hostname, port: Number(port) });
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The same address, through the proxy. */
  through(url: string): string {
    const own = new URL(url);
    own.hostname = "127.0.0.1";
    own.port = `${this.port}`;
    return own.href;
  }

  /** Ends every connection at once, with whatever was held; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#streams.clear();
  }

  /** Ends every connection, and each new one, until {@link heal}. */
  refuse(): void {
    this.#refuses = true;
    this.cut();
  }

  /** A silent black hole, also for ends of connections: nothing passes, and nobody is told, until {@link heal}. */
  hold(...held: readonly Direction[]): void {
    for (const direction of held.length > 0 ? held : directions) this.#ways[direction].isHeld = true;
  }

  /** Every packet takes this many milliseconds longer, in each direction, until {@link heal}. */
  delay(ms: number): void {
    for (const direction of directions) this.#ways[direction].delayMs = ms;
  }

  /** Everything passes again, what was held first. */
  heal(): void {
    this.#refuses = false;
    for (const direction of directions) Object.assign(this.#ways[direction], { isHeld: false, delayMs: 0 });
    for (const stream of this.#streams) stream.flush();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    if (this.#refuses) {
      client.destroy();
      return;
    }
    this.connections += 1;
    const server = connect(this.#target);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    }
    const questions = new Stream(client, server, this.#ways.questions);
    const answers = new Stream(server, client, this.#ways.answers);
    this.#streams.add(questions).add(answers);
    client.on("close", () => this.#forget(questions, answers));
  }

  /** Once nothing of it is held. */
  #forget(...streams: readonly Stream[]): void {
    if (!this.#ways.questions.isHeld) for (const stream of streams) this.#streams.delete(stream);
  }
}
