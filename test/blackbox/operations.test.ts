import { describe, expect, it } from "@jest/globals";

import type { Operation } from "../../handlers/wire/operation.ts";
import { operations } from "../../handlers/wire/operations.ts";
import { aTenant, useChat } from "../support/chat.ts";
import { deployment } from "../support/deployment.ts";
import { ask } from "../support/http.ts";

const chat = useChat();

describe("an operator", () => {
  it("sees whether the process runs, and whether it can serve, without a token", async () => {
    const [health, ready] = await Promise.all([ask("GET", "/healthz"), ask("GET", "/readyz")]);
    expect([health.status, health.body]).toEqual([200, { status: "ok" }]);
    expect([ready.status, ready.body]).toMatchObject([200, { status: "ready", parts: { database: true } }]);
  });

  it.each([
    "chat_commands_accepted_total",
    "chat_commands_applied_total",
    "chat_commands_repeated_total",
    "chat_commands_refused_total",
    "chat_commands_unavailable_total",
    "chat_commands_dead_total",
    "chat_receipts_dead_total",
    "chat_events_pushed_total",
    "chat_accept_ms",
    "chat_apply_ms",
    "chat_batch_size",
    "chat_sessions",
  ])("finds the figure %s in the text format of Prometheus", async (name) => {
    const { status, headers, text } = await ask("GET", "/metrics");
    expect([status, headers.get("content-type")]).toEqual([
      200,
      expect.stringMatching(/^text\/plain; version=0\.0\.4/),
    ]);
    expect(text).toMatch(new RegExp(`^# HELP ${name} .+\\n# TYPE ${name} (counter|gauge|histogram)$`, "m"));
  });

  it("finds no id, text or name of anybody in the figures", async () => {
    const alice = chat.aUser(`user-${aTenant()}`, { name: "Somebody" });
    const { id } = await alice.makeRoom({ kind: "group" });
    await alice.say(id, "a secret text");
    const { text } = await ask("GET", "/metrics");
    for (const secret of [alice.id, alice.tenant, id, "a secret text", "Somebody"]) expect(text).not.toContain(secret);
  });
});

describe("a developer", () => {
  it("finds every route in the OpenAPI document", async () => {
    const { status, body } = await ask<{ openapi: string; paths: Record<string, object> }>("GET", "/openapi.json");
    expect([status, body.openapi]).toEqual([200, expect.stringMatching(/^3\.1/)]);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        "/v1/rooms",
        "/v1/rooms/{roomId}",
        "/v1/rooms/{roomId}/changes",
        "/v1/sync",
        "/v1/rooms/{roomId}/members",
        "/v1/rooms/{roomId}/members/{userId}",
        "/v1/rooms/{roomId}/messages",
        "/v1/rooms/{roomId}/messages/{messageId}",
        "/v1/rooms/{roomId}/commands/{id}",
        "/v1/me",
        "/v1/me/changes",
        "/v1/users",
      ]),
    );
  });

  it("finds every event in the AsyncAPI document", async () => {
    const { status, body, text } = await ask<{ asyncapi: string }>("GET", "/asyncapi.json");
    expect([status, body.asyncapi]).toEqual([200, expect.stringMatching(/^3\./)]);
    for (const event of ["ready", "events", "me", "rejected", "bye", "send", "sync", "auth"]) {
      expect(text).toContain(`"${event}"`);
    }
  });

  it("finds each refusal under the address that it names", async () => {
    const alice = chat.aUser();
    const refused = await alice.get<{ type: string }>("/v1/rooms/nowhere");
    const [page = "", anchor = ""] = refused.body.type.split("#");
    const { status, headers, text } = await ask("GET", page);
    expect([status, headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(text).toContain(`id="${anchor}"`);
  });
});

describe("a page of another origin", () => {
  const preflight = (origin: string) =>
    ask("OPTIONS", "/v1/rooms", {
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,prefer",
      },
    });

  it.each(["http://localhost:5173", "http://127.0.0.1:8080", "https://localhost"])(
    "may call from %s",
    async (origin) => {
      const { status, headers } = await preflight(origin);
      expect([status, headers.get("access-control-allow-origin")]).toEqual([204, origin]);
      expect(headers.get("access-control-allow-headers")).toMatch(/authorization/i);
      const methods = Object.values<Operation>(operations).map(({ method }) => method.toUpperCase());
      expect(headers.get("access-control-allow-methods")?.split(",")).toEqual(expect.arrayContaining(methods));
      const alice = chat.aUser();
      const answer = await alice.ask("GET", "/v1/me", { headers: { origin } });
      expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
      expect(answer.headers.get("access-control-expose-headers")).toMatch(/location.*x-request-id.*preference-applied/);
      await (await alice.knock({}, { origin })).untilReady();
    },
  );

  it.each(["https://evil.example", "http://localhost.evil.example", "null", "http://evil.example:3000/localhost"])(
    "may not call from %s",
    async (origin) => {
      const { headers } = await preflight(origin);
      expect(headers.get("access-control-allow-origin")).toBeNull();
      const alice = chat.aUser();
      const refused = await alice.knock({}, { origin });
      await refused.untilOver();
      expect(refused.names).toEqual([]);
    },
  );

  it("is no page when it sends no origin: an app, or a server", async () => {
    await (await chat.aUser().knock()).untilReady();
  });
});

describe("an answer", () => {
  it("is kept by no cache, guessed at by no browser, and tells nothing of the software", async () => {
    const { headers } = await chat.aUser().get("/v1/me");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("comes also to a HEAD request", async () => {
    const { status, text } = await chat.aUser().ask("HEAD", "/v1/me");
    expect([status, text]).toEqual([200, ""]);
    expect((await fetch(`${deployment().url}/healthz`, { method: "HEAD" })).status).toBe(200);
  });
});
