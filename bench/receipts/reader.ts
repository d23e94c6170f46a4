import type { WireSocket } from "../tiers/driving/wire-socket.ts";

const sayEveryMs = 500;
const receiptsEvent = '42["receipts"';
const seqIn = /"seq":(\d+)/g;

/** Somebody who reads a room as it comes, and says so now and then. */
export class Reader {
  readonly #socket: WireSocket;
  readonly #roomId: string;
  #seen = 0;
  #said = 0;
  #saying: Promise<void> | undefined;
  readonly #timer: NodeJS.Timeout;
  /** Events with receipts that its socket was sent. */
  receiptsEvents = 0;

  constructor(socket: WireSocket, roomId: string) {
    this.#socket = socket;
    this.#roomId = roomId;
    socket.onEvent = (payload) => this.#take(payload);
    this.#timer = setInterval(() => this.#sayOnce(), sayEveryMs);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#saying;
    await this.#socket.close();
  }

  #take(payload: Buffer): void {
    if (payload.toString("latin1", 0, receiptsEvent.length) === receiptsEvent) {
      this.receiptsEvents += 1;
      return;
    }
    for (const [, seq] of payload.toString("latin1").matchAll(seqIn)) this.#seen = Math.max(this.#seen, Number(seq));
  }

  #sayOnce(): void {
    this.#saying ??= this.#say().finally(() => (this.#saying = undefined));
  }

  async #say(): Promise<void> {
    const read = this.#seen;
    if (read <= this.#said) return;
    const ack = await this.#socket.emit("receipts", [{ roomId: this.#roomId, read }]);
    if (!ack.startsWith('[{"ok":true')) throw new Error(`Receipts were answered with ${ack.slice(0, 200)}`);
    this.#said = read;
  }
}
