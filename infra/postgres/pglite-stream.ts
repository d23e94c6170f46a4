import { Duplex } from "node:stream";
import type { PGlite } from "@electric-sql/pglite";

/**
 * The wire between node-postgres and a PGlite in this process. Both ends speak PostgreSQL's protocol, so values and
 * errors are read by node-postgres alone, as from a server: PGlite's own reader drops a leading U+FEFF of a text.
 */
export class PGliteStream extends Duplex {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
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

  // What node-postgres asks of a socket, and what has no meaning inside a process.
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}

  async #ask(message: Buffer): Promise<void> {
    const answer = await this.#pglite.execProtocolRaw(message);
    if (answer.length > 0) this.push(Buffer.from(answer));
  }
}
