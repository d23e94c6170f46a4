import { describe, expect, it } from "@jest/globals";
import { FakeClock } from "../test/fake-clock.ts";
import { HttpClient } from "./http.ts";
import type { Fetch } from "./http.ts";
import { TokenSource } from "./token-source.ts";

const aClient = (fetch: Fetch, scheduler = new FakeClock()): HttpClient =>
  new HttpClient({ url: "http://chat.test/base/", token: new TokenSource(() => "t"), fetch, scheduler });

const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  aClient(async () => new Response(body, { status, headers }));

describe("an HTTP request", () => {
  it("carries the token, the query with repeated names, and the body", async () => {
    const seen: unknown[] = [];
    const client = aClient(async (url, { method, headers, body }) => {
      seen.push(method, url, headers, body);
      return new Response("{}");
    });
    await client.request("POST", "/v1/x", { query: { user: ["a b", "c"], limit: 5, none: undefined }, body: { a: 1 } });
    const headers = { authorization: "Bearer t", "content-type": "application/json" };
    expect(seen).toEqual(["POST", "http://chat.test/base/v1/x?user=a+b&user=c&limit=5", headers, '{"a":1}']);
  });

  it("tells a problem document as it is", async () => {
    const errors = [{ path: "text", code: "too_long", message: "Too long." }];
    const problem = JSON.stringify({ code: "invalid_input", title: "T", detail: "D", errors, retryAfterMs: 7 });
    const client = answering(400, problem, { "content-type": "application/problem+json; charset=utf-8" });
    await expect(client.request("GET", "/")).rejects.toMatchObject({
      code: "invalid_input",
      status: 400,
      detail: "D",
      errors,
      retryAfterMs: 7,
    });
  });

  it("takes a proxy's error for a server that is unavailable, and reads its Retry-After", async () => {
    const client = answering(502, "<html>", { "content-type": "text/html", "retry-after": "3" });
    await expect(client.request("GET", "/")).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 3_000 });
  });

  it("gives nothing for an empty body", async () => {
    expect(await aClient(async () => new Response(null, { status: 204 })).request("DELETE", "/")).toBeUndefined();
  });

  it("says that the server cannot be reached, and keeps the cause", async () => {
    const cause = new TypeError("fetch failed");
    const client = aClient(() => Promise.reject(cause));
    await expect(client.request("GET", "/")).rejects.toMatchObject({ code: "unreachable", cause });
  });

  it("gives up after 15 s", async () => {
    const clock = new FakeClock();
    const never: Fetch = (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      });
    const request = aClient(never, clock).request("GET", "/");
    const outcome = expect(request).rejects.toMatchObject({ code: "timeout" });
    await clock.pass(15_000);
    await outcome;
  });
});
