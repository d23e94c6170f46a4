import { deployment } from "./deployment.ts";
import { assertExactAnswer } from "./exact.ts";
import { within } from "./wait.ts";

type Headers = Readonly<Record<string, string>>;

export interface Answer<T> {
  readonly status: number;
  readonly headers: globalThis.Headers;
  /** Of an answer in JSON; an empty object otherwise. */
  readonly body: T;
  readonly text: string;
  /** From the request to the last byte of its answer. */
  readonly ms: number;
}

export interface Asked {
  readonly headers?: Headers;
  /** Sent as JSON, with its content type. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
}

/** Longer than the longest `Prefer: wait`; whoever promises less says so in its own test. */
const deadlineMs = 12_000;

const initOf = (method: string, { headers, json, raw }: Asked): RequestInit => ({
  method,
  redirect: "manual",
  headers: { ...(json === undefined ? {} : { "content-type": "application/json" }), ...headers },
  ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  ...(raw === undefined ? {} : { body: raw }),
});

/** One request, by whoever its headers say. */
export const ask = async <T>(
  method: string,
  path: string,
  asked: Asked = {},
  at = deployment().url,
): Promise<Answer<T>> => {
  const startedAt = performance.now();
  const what = `the answer to ${method} ${path.slice(0, 200)}`;
  const response = await within(deadlineMs, what, fetch(`${at}${path}`, initOf(method, asked)));
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get("content-type") ?? "") && text !== "";
  const ms = performance.now() - startedAt;
  const body = (isJson ? JSON.parse(text) : {}) as T;
  if (isJson) assertExactAnswer(method, path, response.status, body);
  return { status: response.status, headers: response.headers, text, ms, body };
};
