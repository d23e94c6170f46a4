import { appendFileSync } from "node:fs";
import { Server } from "socket.io";

// Loaded into a gateway before its entry: looks at what its sockets have unsent, and writes down what it sees.

/** As the gateway has it: with more unsent a socket gets no more events of rooms. */
const behindAt = 524_288;
const lookEveryMs = 20;
const tellEveryMs = 200;

interface Engine {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: { readonly socket?: { readonly bufferedAmount?: number } };
}

/** In the process alone: what the kernel has taken is not counted. */
const unsentOf = (conn: unknown): number => {
  const { writeBuffer, transport } = conn as Engine;
  const queued = writeBuffer.reduce(
    (sum, { data }) => sum + (typeof data === "string" ? Buffer.byteLength(data) : 0),
    0,
  );
  return queued + (transport.socket?.bufferedAmount ?? 0);
};

interface Held {
  most: number;
  passedAt: number | undefined;
}

const held = new Map<string, Held>();
let servers: readonly Server[] = [];

const look = (): number => {
  let most = 0;
  const sockets = new Map(servers.flatMap((server) => [...server.sockets.sockets]));
  for (const [id, { conn }] of sockets) {
    const unsent = unsentOf(conn);
    if (unsent === 0 && !held.has(id)) continue;
    const one = held.get(id) ?? { most: 0, passedAt: undefined };
    held.set(id, one);
    one.most = Math.max(one.most, unsent);
    if (unsent > behindAt) one.passedAt ??= Date.now();
    most = Math.max(most, unsent);
  }
  for (const [id, one] of held) {
    if (sockets.has(id)) continue;
    held.delete(id);
    tell({ kind: "gone", at: Date.now(), ...one });
  }
  return most;
};

const file = process.env.UNSENT_FILE ?? "";
const tell = (line: object): void => appendFileSync(file, `${JSON.stringify(line)}\n`);

type Attach = (this: Server, ...args: unknown[]) => Server;

const attach = Object.getOwnPropertyDescriptor(Server.prototype, "attach")?.value as Attach;
Object.defineProperty(Server.prototype, "attach", {
  value(this: Server, ...args: unknown[]) {
    servers = [...servers, this];
    return attach.apply(this, args);
  },
});

let most = 0;
setInterval(() => (most = Math.max(most, look())), lookEveryMs).unref();
setInterval(() => {
  const { rss, heapUsed, external } = process.memoryUsage();
  tell({ kind: "look", at: Date.now(), most, rss, held: heapUsed + external });
  most = 0;
}, tellEveryMs).unref();
