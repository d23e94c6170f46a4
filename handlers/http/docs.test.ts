import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { catalogue } from "../../core/errors.ts";
import { operations } from "../wire/operations.ts";
import { clientEvents, serverEvents } from "../wire/socket-events.ts";
import { refusedTokens, standings } from "../wire/standings.ts";
import type { RunningApp } from "./testing/start-app.ts";
import { startApp } from "./testing/start-app.ts";

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe("the pages", () => {
  it("show the API with files of this server alone, and no script inside the page", async () => {
    const { text, header } = await app.ask("GET", "/docs");
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
    expect(files.every((path) => path.startsWith("/"))).toBe(true);
    for (const path of files) expect(await app.ask("HEAD", path)).toMatchObject({ status: 200 });
    expect(header("content-security-policy")).toContain("script-src 'self'");
    expect(text).not.toMatch(/<script>/);
  });

  it("list every error under an anchor of its own", async () => {
    const { text } = await app.ask("GET", "/docs/errors");
    for (const code of Object.keys(catalogue)) expect(text).toContain(`id="${code}"`);
  });

  it("list every event of the socket, and every shape that they lead to", async () => {
    const { text } = await app.ask("GET", "/docs/socket");
    for (const event of Object.keys({ ...clientEvents, ...serverEvents })) {
      expect(text).toContain(`<code>${event}</code>`);
    }
    const anchors = [...text.matchAll(/href="#(\w+)"/g)].map(([, name = ""]) => name);
    for (const name of anchors) expect(text).toContain(`id="${name}"`);
  });

  it("say who gets what from every operation and every event of a client", async () => {
    const { text } = await app.ask("GET", "/docs/permissions");
    for (const name of Object.keys({ ...operations, ...clientEvents })) {
      expect(text).toMatch(new RegExp(`<code>${name}( \\([^<]+\\))?</code>`));
    }
    for (const standing of Object.keys(standings)) expect(text).toContain(`<th>${standing}</th>`);
    for (const [who, code] of Object.entries(refusedTokens)) {
      expect(text).toContain(`<tr><td>${who}</td><td><a href="/docs/errors#${code}">`);
    }
  });

  it("are as JSON for tools", async () => {
    expect(await app.ask("GET", "/openapi.json")).toMatchObject({ status: 200, body: { openapi: "3.1.0" } });
    expect(await app.ask("GET", "/asyncapi.json")).toMatchObject({ status: 200, body: { asyncapi: "3.0.0" } });
  });
});

describe("the first page", () => {
  it("tells a browser where to go next", async () => {
    const { text } = await app.ask("GET", "/", { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } });
    expect(text).toContain("http://localhost:3000");
    expect(text).toContain("npm run chat -- alice");
    expect(text).toContain('href="/docs"');
  });

  it("is JSON for anything else", async () => {
    const { body } = await app.ask("GET", "/");
    expect(body).toMatchObject({ name: "chat-backend", docs: "/docs" });
  });
});
