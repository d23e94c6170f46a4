import { once } from "node:events";
import type { AddressInfo } from "node:net";

import type { AnsweredRequest } from "../access-log.ts";
import { createApp } from "../app.ts";
import type { HttpDeps } from "../app.ts";
import { docs } from "../docs.ts";
import { home } from "../home.ts";
import type { HttpUseCases } from "../use-cases.ts";
import { fakeUseCases } from "./fake-use-cases.ts";

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Sent as JSON, with its content type. */
  readonly json?: unknown;
}

interface Received {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
  /** Of an answer in JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RunningApp {
  readonly answered: AnsweredRequest[];
  readonly unexpected: unknown[];
  /** As alice, unless the headers say otherwise. */
  ask(method: string, path: string, sent?: Sent): Promise<Received>;
  stop(): Promise<void>;
}

const received = async (response: Response): Promise<Received> => {
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json") && text !== "";
  const body = (isJson ? JSON.parse(text) : {}) as Received["body"];
  return { status: response.status, header: (name) => response.headers.get(name), text, body };
};

const initOf = (method: string, { headers, body, json }: Sent): RequestInit => ({
  method,
  headers: {
    authorization: "Bearer alice",
    ...(json !== undefined && { "content-type": "application/json" }),
    ...headers,
  },
  ...(json !== undefined && { body: JSON.stringify(json) }),
  ...(body !== undefined && { body }),
});

/** The app over real HTTP, on a free port, above fakes. */
export const startApp = async (
  useCases: Partial<HttpUseCases> = {},
  more: Partial<HttpDeps> = {},
): Promise<RunningApp> => {
  const answered: AnsweredRequest[] = [];
  const unexpected: unknown[] = [];
  const deps: HttpDeps = {
    useCases: { ...fakeUseCases(), ...useCases },
    readiness: async () => ({ needed: { database: true } }),
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", body: "up 1\n" }),
    addressOf: () => "192.0.2.1",
    allowedOrigin: (origin) => origin === "https://example.org",
    newRequestId: () => "made-here",
    onRequest: (each) => answered.push(each),
    onUnexpected: (error) => unexpected.push(error),
    ...more,
  };
  const app = createApp(
    deps,
    home(() => "http://localhost:3000", true),
    docs(),
  );
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    answered,
    unexpected,
    ask: async (method, path, sent = {}) =>
      received(await fetch(`http://127.0.0.1:${port}${path}`, initOf(method, sent))),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
};
