import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { catalogue, ChatError } from "../../core/errors.ts";
import type { Operation } from "../wire/operation.ts";
import { operations } from "../wire/operations.ts";
import type { RunningApp } from "./testing/start-app.ts";
import { startApp } from "./testing/start-app.ts";

let app: RunningApp;
beforeAll(async () => {
  app = await startApp({
    getMe: { execute: () => Promise.reject(new Error("the password is hunter2")) },
    readMyChanges: { execute: () => Promise.reject(new ChatError("unavailable", undefined, { retryAfterMs: 2_500 })) },
  });
});
afterAll(() => app.stop());

const all = Object.values<Operation>(operations);
const exampleOf = (path: string): string =>
  path.replace(/\{(messageId|id)\}/, "0190b6c0-0000-7000-8000-000000000001").replaceAll(/\{\w+\}/g, "lobby");

describe("every operation of the table", () => {
  it.each(all)("$method $path asks for a token", async ({ method, path }) => {
    const { status, body, header } = await app.ask(method.toUpperCase(), exampleOf(path), {
      headers: { authorization: "" },
    });
    expect([status, body.code]).toEqual([401, "unauthenticated"]);
    expect(header("www-authenticate")).toContain("Bearer");
  });

  it.each([...new Set(all.map(({ path }) => path))])("%s takes its own methods only", async (path) => {
    const { status, body, header } = await app.ask("PROPFIND", exampleOf(path));
    const methods = all.filter((each) => each.path === path).map(({ method }) => method.toUpperCase());
    expect([status, body.code]).toEqual([405, "method_not_allowed"]);
    expect(header("allow")?.split(", ")).toEqual(expect.arrayContaining(methods));
  });
});

describe("a refusal", () => {
  it("says that there is nothing at an unknown address", async () => {
    expect(await app.ask("GET", "/v2/rooms")).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  it("is a problem document", async () => {
    const { body, header } = await app.ask("GET", "/v1/rooms", { headers: { authorization: "Bearer expired" } });
    expect(header("content-type")).toMatch(/^application\/problem\+json/);
    expect(body).toEqual({
      type: "/docs/errors#token_expired",
      title: catalogue.token_expired.title,
      status: 401,
      code: "token_expired",
      detail: catalogue.token_expired.title,
      requestId: "made-here",
    });
  });

  it("says when to come back", async () => {
    const { status, header, body } = await app.ask("GET", "/v1/me/changes?since=0");
    expect([status, header("retry-after"), body.retryAfterMs]).toEqual([503, "3", 2_500]);
  });

  it("of an unexpected error tells the operator, and the caller nothing", async () => {
    const { status, text, body } = await app.ask("GET", "/v1/me");
    expect([status, body.code]).toEqual([500, "internal"]);
    expect(text).not.toContain("hunter2");
    expect(app.unexpected).toEqual([new Error("the password is hunter2")]);
  });
});

describe("a request id", () => {
  it.each([
    ["a usable one is kept", "abc-1.2_3", "abc-1.2_3"],
    ["one with other characters is replaced", "abc 1", "made-here"],
    ["one that is too long is replaced", "a".repeat(65), "made-here"],
  ])("%s", async (_name, given, expected) => {
    const { header } = await app.ask("GET", "/v1/rooms", { headers: { "x-request-id": given } });
    expect(header("x-request-id")).toBe(expected);
  });

  it("is told with each request, under the pattern of its address", async () => {
    await app.ask("GET", "/v1/rooms/lobby", { headers: { "x-request-id": "told" } });
    const told = app.answered.filter(({ requestId }) => requestId === "told");
    expect(told).toMatchObject([{ method: "GET", route: "/v1/rooms/:roomId", status: 200 }]);
  });
});

describe("a browser", () => {
  const preflight = { "access-control-request-method": "PUT", "access-control-request-headers": "authorization" };

  it("of an allowed origin may call and read the headers", async () => {
    const headers = { origin: "https://example.org" };
    const asked = await app.ask("OPTIONS", "/v1/rooms", { headers: { ...headers, ...preflight } });
    expect(asked.status).toBe(204);
    expect(asked.header("access-control-allow-methods")).toContain("PUT");
    const { header } = await app.ask("GET", "/v1/rooms", { headers });
    expect(header("access-control-allow-origin")).toBe("https://example.org");
    expect(header("access-control-expose-headers")).toContain("preference-applied");
  });

  it("of another origin may not", async () => {
    const asked = await app.ask("OPTIONS", "/v1/rooms", { headers: { origin: "https://evil.example", ...preflight } });
    expect(asked.header("access-control-allow-origin")).toBeNull();
  });
});
