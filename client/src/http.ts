import type { Problem } from "./contract.ts";
import { ChatApiError, ChatClientError } from "./errors.ts";
import type { Scheduler } from "./scheduler.ts";
import type { TokenSource } from "./token-source.ts";

/** The part of the platform's `fetch` that is used here. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<Response>;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface RequestParts {
  readonly query?: Query;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a fresh token helps against. */
const isOver: ReadonlySet<string> = new Set(["token_expired", "token_revoked"]);

/** Longer than the server may hold a request back (`LIMITS.waitSeconds`). */
const deadlineMs = 15_000;

const queryString = (query: Query): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) search.append(name, one);
  }
  return search.size > 0 ? `?${search.toString()}` : "";
};

const retryAfterOf = (response: Response): number | undefined => {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
};

/** For an answer without a problem document: a proxy spoke, not the chat server. */
const guessedCode = (status: number): string => {
  if (status === 401) return "unauthenticated";
  if (status === 429) return "rate_limited";
  return status >= 500 ? "unavailable" : "unexpected_answer";
};

const refusalOf = async (response: Response): Promise<ChatApiError> => {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") ?? false;
  const problem = isProblem ? ((await response.json()) as Partial<Problem>) : {};
  return new ChatApiError({
    code: problem.code ?? guessedCode(response.status),
    detail: problem.detail ?? problem.title ?? `The server answered ${String(response.status)}.`,
    status: response.status,
    errors: problem.errors,
    retryAfterMs: problem.retryAfterMs ?? retryAfterOf(response),
  });
};

export interface HttpOptions {
  readonly url: string;
  readonly token: TokenSource;
  readonly fetch: Fetch;
  readonly scheduler: Scheduler;
}

/** Authenticated requests in JSON, with refusals as `ChatApiError` and failures as `ChatClientError`. */
export class HttpClient {
  readonly #options: HttpOptions;
  readonly #base: string;
  readonly #running = new Set<AbortController>();
  #closed = false;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, "");
  }

  /**
   * A token that the server calls expired or revoked is renewed, and the request repeated, once.
   * @returns the body; `undefined` when there is none.
   * @throws ChatApiError when the server refuses.
   * @throws ChatClientError `unreachable`, `timeout` (15 s), `no_token`, `closed`.
   */
  async request<T>(method: Method, path: string, parts: RequestParts = {}): Promise<T> {
    const token = await this.#options.token.current();
    try {
      return await this.#attempt<T>(method, path, parts, token);
    } catch (error) {
      if (!(error instanceof ChatApiError && error.status === 401 && isOver.has(error.code))) throw error;
      return this.#attempt<T>(method, path, parts, await this.#options.token.after(token));
    }
  }

  close(): void {
    this.#closed = true;
    for (const running of this.#running) running.abort(new ChatClientError("closed"));
  }

  async #attempt<T>(method: Method, path: string, parts: RequestParts, token: string): Promise<T> {
    if (this.#closed) throw new ChatClientError("closed");
    const { scheduler } = this.#options;
    const control = new AbortController();
    this.#running.add(control);
    const timer = scheduler.setTimeout(() => control.abort(new ChatClientError("timeout")), deadlineMs);
    try {
      return await this.#exchange<T>(method, path, parts, token, control.signal);
    } catch (error) {
      if (error instanceof ChatApiError) throw error;
      const reason: unknown = control.signal.reason;
      throw reason instanceof ChatClientError ? reason : new ChatClientError("unreachable", error);
    } finally {
      scheduler.clearTimeout(timer);
      this.#running.delete(control);
    }
  }

  async #exchange<T>(
    method: Method,
    path: string,
    parts: RequestParts,
    token: string,
    signal: AbortSignal,
  ): Promise<T> {
    const headers: Record<string, string> = { ...parts.headers, authorization: `Bearer ${token}` };
    if (parts.body) headers["content-type"] = "application/json";
    const url = `${this.#base}${path}${queryString(parts.query ?? {})}`;
    const init = { method, headers, signal, ...(parts.body ? { body: JSON.stringify(parts.body) } : {}) };
    const response = await this.#options.fetch(url, init);
    if (!response.ok) throw await refusalOf(response);
    const text = await response.text();
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}
