import { describe, expect, it } from "@jest/globals";

import { ask } from "../../support/http.ts";

/** What a process shows to people; a function leaves these pages out. */
describe("a developer", () => {
  it.each(["/docs", "/docs/socket", "/docs/errors", "/docs/permissions"])("reads %s in a browser", async (path) => {
    const { status, headers, text } = await ask("GET", path);
    expect([status, headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(text).toMatch(/^<!doctype html>/i);
    for (const [, asset = ""] of text.matchAll(/(?:src|href)="(\/[^"#]*)"/g)) {
      expect([asset, (await ask("GET", asset)).status]).toEqual([asset, 200]);
    }
  });

  it("is told where to go next, in a browser and with curl", async () => {
    const page = await ask("GET", "/", { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(page.text).toContain("/docs");
    const json = await ask<{ name: string; docs: string }>("GET", "/", { headers: { accept: "*/*" } });
    expect(json.body).toMatchObject({ name: "chat-backend", protocol: 1, docs: "/docs" });
  });
});
