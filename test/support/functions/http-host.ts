import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { FunctionPool } from "./function-pool.ts";
import { answerItself, answerWith } from "./http-answer.ts";
import type { Front } from "./http-event.ts";
import { httpEvent } from "./http-event.ts";

/** The gateway's own limits: of a request line with its headers, and of a body; both in bytes. */
const maxHeaderSize = 10_240;
const maxBody = 10 * 2 ** 20;
/** Then the caller is told so, whatever becomes of the invocation. */
const patienceMs = 30_000;

/** An address in HTTP behind which a function answers. */
export interface HttpHost {
  /** As in `http://localhost:3000`. */
  readonly address: string;
  close(): Promise<void>;
}

/** Nothing when it is too large. */
const bodyOf = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBody) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};

const answer = async (
  pool: FunctionPool,
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await bodyOf(request);
  if (!body) {
    answerItself(response.setHeader("connection", "close"), 413, "Request Entity Too Large");
    return;
  }
  const late = setTimeout(() => answerItself(response, 503, "Service Unavailable"), patienceMs);
  try {
    const result = await pool.invoke(httpEvent(request, body, front), { timeoutMs: patienceMs });
    if (!response.headersSent) answerWith(response, result);
  } catch {
    if (!response.headersSent) answerItself(response, 500, "Internal Server Error");
  } finally {
    clearTimeout(late);
  }
};

/** Longer than a caller on a busy machine rests: one that reuses a connection must not find it just closed. */
const keepAliveMs = 60_000;

/** What API Gateway does for a function: each request becomes an event, and what the function returns the answer. */
export const startHttpHost = async (pool: FunctionPool, front: Front = "function-url"): Promise<HttpHost> => {
  const server = createServer({ maxHeaderSize }, (request, response) => {
    // A caller who went away in mid-body wants no answer.
    void answer(pool, front, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = keepAliveMs;
  server.listen(0);
  await once(server, "listening");
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
};
