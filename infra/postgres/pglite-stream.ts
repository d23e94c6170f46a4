import { Duplex } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { PGlite } from "@electric-sql/pglite";
import { endOf } from "./protocol.ts";

/**
 * The wire between node-postgres and a PGlite in this process. Both ends speak PostgreSQL's protocol, so values and
 * errors are read by node-postgres alone, as from a server: PGlite's own reader drops a leading U+FEFF of a text.
 */
export class PGliteStream extends Duplex {
  readonly #pglite: Pick<PGlite, "execProtocolRaw">;
  readonly #onBroken: (reason: string) => void;

  /** @param onBroken called when the database has ended, as it does when the disk is full: only a new process opens it again. */
  constructor(pglite: Pick<PGlite, "execProtocolRaw">, onBroken: (reason: string) => void) {
    super();
    this.#pglite = pglite;
    this.#onBroken = onBroken;
  }

  connect(): void {
    process.nextTick(() => this.emit("connect"));
  }

  override _read(): void {
    // Answers are pushed as they come.
  }

  /** Messages that were written together are answered together. */
  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error) => void): void {
    this.#ask(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#ask(chunk).then(() => done(), done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  // What node-postgres asks of a socket has no meaning inside a process.
  readonly setNoDelay = (): void => {};
  readonly setKeepAlive = (): void => {};
  readonly ref = (): void => {};
  readonly unref = (): void => {};

  /** PGlite never lets go of the thread by itself, so each question begins with a turn for everything else. */
  async #ask(message: Buffer): Promise<void> {
    await setImmediate();
    const answer = Buffer.from(await this.#execute(message));
    if (answer.length > 0) this.push(answer);
    const reason = endOf(answer);
    if (reason === undefined) return;
    this.#onBroken(reason);
    // A server would close the connection now; without this whoever waits for an answer would wait for ever.
    this.destroy(new Error(`connection ended: ${reason}`));
  }

  async #execute(message: Buffer): Promise<Uint8Array> {
    try {
      return await this.#pglite.execProtocolRaw(message);
    } catch (error) {
      this.#onBroken(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}
