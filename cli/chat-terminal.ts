import { clearLine, createInterface, cursorTo } from "node:readline";
import type { Interface } from "node:readline";
import type { TerminalLike } from "./chat-session.ts";

/** Lines in, lines out. At a terminal, what is being typed stays below what is printed. */
export class Terminal implements TerminalLike {
  readonly isInteractive = process.stdin.isTTY && process.stdout.isTTY;
  readonly #readline: Interface;
  #isClosed = false;
  /** The cursor stands behind a prompt. */
  #isAsking = false;
  readonly #lines: AsyncIterableIterator<string>;

  constructor() {
    const { stdin: input, stdout: output } = process;
    this.#readline = createInterface({ input, prompt: "> ", ...(this.isInteractive ? { output } : {}) });
    // From now on: what is piped in may have ended before anybody asks for the first line.
    this.#lines = this.#readline[Symbol.asyncIterator]();
    this.#readline.on("line", () => (this.#isAsking = false));
    this.#readline.once("close", () => {
      this.#isClosed = true;
      if (this.#isAsking) output.write("\n");
    });
    // Whoever reads the output has left: there is nobody to tell.
    output.on("error", () => this.close());
  }

  /** Each line that is typed or piped; ends at the end of the input, at Ctrl-C, or when it is closed. */
  async *lines(): AsyncGenerator<string> {
    this.#prompt();
    for await (const line of this.#lines) {
      yield line;
      this.#prompt();
    }
  }

  print(line: string): void {
    if (this.isInteractive) {
      cursorTo(process.stdout, 0);
      clearLine(process.stdout, 0);
    }
    process.stdout.write(`${line}\n`);
    this.#prompt();
  }

  showStatus(words: string): void {
    const prompt = words === "" ? "> " : `${words} > `;
    if (prompt === this.#readline.getPrompt()) return;
    this.#readline.setPrompt(prompt);
    if (this.#isAsking) this.#prompt();
  }

  close(): void {
    this.#readline.close();
  }

  #prompt(): void {
    if (!this.isInteractive || this.#isClosed) return;
    this.#isAsking = true;
    this.#readline.prompt(true);
  }
}
