import type { Socket } from "socket.io-client";
import { io } from "socket.io-client";

import type {
  Ack,
  Bye,
  MeEvent,
  Presence,
  Ready,
  ReceiptsEvent,
  Rejected,
  RoomEvent,
  Typing,
} from "../../client/src/index.ts";
import { assertExactAck, assertExactEvent } from "./exact.ts";
import { within } from "./wait.ts";

interface Heard {
  readonly name: string;
  readonly payload: unknown;
  /** By `performance.now()`. */
  readonly at: number;
}

const untilMs = 8_000;
/** What a client may expect of an ack. */
const ackMs = 5_000;

/** A plain Socket.IO client that keeps everything it hears, in order. */
export class Listener {
  readonly #socket: Socket;
  readonly #heard: Heard[] = [];
  readonly #looks = new Set<() => void>();
  #refusal: Bye | undefined;
  #isOver = false;
  /** What was heard and is no event as it is written down. */
  #fault: Error | undefined;

  constructor(auth: object, url: string, headers: Readonly<Record<string, string>> = {}) {
    const settings = { auth, transports: ["websocket"], reconnection: false, forceNew: true, extraHeaders: headers };
    this.#socket = io(url, settings);
    this.#socket.onAny((name: string, payload: unknown) => {
      this.#heard.push({ name, payload, at: performance.now() });
      this.#judge(name, payload);
      this.#look();
    });
    this.#socket.on("connect_error", (error) => {
      this.#refusal = "data" in error ? (error.data as Bye) : undefined;
      this.#isOver = true;
      this.#look();
    });
    this.#socket.on("disconnect", () => {
      this.#isOver = true;
      this.#look();
    });
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  /** After a refused handshake, or after the connection has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What a refused handshake said. */
  get refusal(): Bye | undefined {
    return this.#refusal;
  }

  get ready(): Ready | undefined {
    return this.#all<Ready>("ready")[0];
  }

  get bye(): Bye | undefined {
    return this.#all<Bye>("bye")[0];
  }

  get presences(): readonly Presence[] {
    return this.#all<readonly Presence[]>("presence").flat();
  }

  get rejected(): readonly Rejected[] {
    return this.#all<Rejected>("rejected");
  }

  get typing(): readonly Typing[] {
    return this.#all<Typing>("typing");
  }

  get me(): readonly MeEvent[] {
    return this.#all<readonly MeEvent[]>("me").flat();
  }

  /** Those that are about one room. */
  meIn(roomId: string): readonly MeEvent[] {
    return this.me.filter((event) => "roomId" in event && event.roomId === roomId);
  }

  /** Receipts of one room, in the order heard. */
  receipts(roomId: string): readonly ReceiptsEvent[] {
    return this.#all<readonly ReceiptsEvent[]>("receipts")
      .flat()
      .filter((event) => event.roomId === roomId);
  }

  /** How far somebody has received and read a room, by the receipts heard. */
  watermarks(roomId: string, userId: string): string | undefined {
    const own = this.receipts(roomId)
      .flatMap(({ receipts }) => receipts)
      .filter((each) => each.userId === userId);
    if (own.length === 0) return undefined;
    const [delivered, read] = [own.map((each) => each.delivered), own.map((each) => each.read)];
    return `${Math.max(...delivered)}/${Math.max(...read)}`;
  }

  untilWatermarks(roomId: string, userId: string, wanted: string): Promise<true> {
    const look = () => this.watermarks(roomId, userId) === wanted;
    return this.until(look, `${userId} has received and read ${wanted} of ${roomId}`);
  }

  /** Of one room, in the order heard. */
  events(roomId: string): readonly RoomEvent[] {
    return this.#all<readonly RoomEvent[]>("events")
      .flat()
      .filter((event) => event.roomId === roomId);
  }

  /** The names of everything heard, in order. */
  get names(): readonly string[] {
    return this.#heard.map(({ name }) => name);
  }

  /** @param time by `performance.now()` */
  namesAfter(time: number): readonly string[] {
    return this.#heard.filter(({ at }) => at > time).map(({ name }) => name);
  }

  texts(roomId: string): readonly string[] {
    return this.events(roomId).flatMap((event) => (event.type === "message" ? [event.message.text] : []));
  }

  /** Resolves with the first thing that `look` sees, now or after anything that is heard. */
  async until<T>(look: () => T | undefined | false, what: string): Promise<T> {
    let stop: () => void = () => {};
    const seen = new Promise<T>((resolve, reject) => {
      const again = (): void => {
        if (this.#fault) reject(this.#fault);
        const found = look();
        if (found !== undefined && found !== false) resolve(found);
      };
      this.#looks.add(again);
      stop = () => this.#looks.delete(again);
      again();
    });
    try {
      return await within(untilMs, what, seen);
    } catch (error) {
      throw new Error(`${String(error)} Heard last: ${this.#tail()}`, { cause: error });
    } finally {
      stop();
    }
  }

  async untilReady(): Promise<Ready> {
    const seen = await this.until(() => this.ready ?? this.#isOver, "the session begins");
    if (typeof seen === "object") return seen;
    throw new Error(`The session was refused: ${JSON.stringify(this.#refusal ?? this.bye)}.`);
  }

  untilText(roomId: string, text: string): Promise<RoomEvent> {
    return this.until(
      () => this.events(roomId).find((event) => event.type === "message" && event.message.text === text),
      `the message ${text.slice(0, 40)} is heard`,
    );
  }

  untilOver(): Promise<true> {
    return this.until(() => this.#isOver, "the connection ends");
  }

  /** Sends an event, and resolves with its ack. */
  async ask<T = object>(event: string, ...payload: readonly unknown[]): Promise<Ack<T>> {
    const ack = (await this.#socket.timeout(ackMs).emitWithAck(event, ...payload)) as Ack<T>;
    assertExactAck(event, ack);
    return ack;
  }

  /** Sends an event that nobody is to answer. */
  tell(event: string, ...payload: readonly unknown[]): void {
    this.#socket.emit(event, ...payload);
  }

  close(): void {
    this.#socket.disconnect();
  }

  #all<T>(name: string): T[] {
    return this.#heard.filter((heard) => heard.name === name).map(({ payload }) => payload as T);
  }

  #judge(name: string, payload: unknown): void {
    try {
      assertExactEvent(name, payload);
    } catch (error) {
      this.#fault = error as Error;
    }
  }

  #look(): void {
    for (const look of [...this.#looks]) look();
  }

  #tail(): string {
    return JSON.stringify(this.#heard.slice(-5)).slice(0, 1_500);
  }
}
