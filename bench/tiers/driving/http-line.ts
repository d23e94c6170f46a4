import type { Socket } from "node:net";
import { connect } from "node:net";

/** What is sent, made before the clock runs. */
export interface Request {
  readonly path: string;
  readonly token: string;
  readonly body: object;
}

export const encodeRequest = ({ path, token, body }: Request): string => {
  const json = JSON.stringify(body);
  return [
    `POST ${path} HTTP/1.1`,
    "host: bench",
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(json)}`,
    "",
    json,
  ].join("\r\n");
};

interface Answer {
  readonly status: number;
  readonly body: string;
}

const endOfHead = "\r\n\r\n";

/** The whole answer, or nothing while some of it is missing. */
const parse = (said: string): Answer | undefined => {
  const head = said.indexOf(endOfHead);
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(said.slice(0, head))?.[1];
  if (length === undefined) throw new Error(`An answer without a length: ${said.slice(0, head)}`);
  const body = said.slice(head + endOfHead.length);
  return body.length < Number(length) ? undefined : { status: Number(said.slice(9, 12)), body };
};

/**
 * One keep-alive connection with one request at a time. Node's own client costs as much as the server that it
 * would measure; this one writes a string and looks for the end of the answer.
 */
export class HttpLine {
  readonly #socket: Socket;
  #said = "";
  #settle: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (chunk: string) => {
      this.#said += chunk;
      this.#answer();
    });
    this.#socket.on("error", (error) => this.#settle?.reject(error));
    this.#socket.on("close", () => this.#settle?.reject(new Error("The server ended the connection.")));
  }

  #answer(): void {
    const answer = parse(this.#said);
    if (!answer) return;
    this.#said = "";
    this.#settle?.resolve(answer);
  }

  /** @throws when the status is none of 2xx */
  async send(encoded: string): Promise<void> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(encoded);
    });
    if (answer.status >= 300) throw new Error(`A request was answered with ${answer.status}: ${answer.body}`);
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }
}
