import { describe, expect, it } from "@jest/globals";

import { useEnds, useStubs } from "../support/functions/functions-lifecycle.ts";
import type { FunctionPool } from "../support/functions/function-pool.ts";
import type { Front } from "../support/functions/http-event.ts";
import { startHttpHost } from "../support/functions/http-host.ts";
import { ask } from "../support/http.ts";
import { eventually } from "../support/wait.ts";

const aFunction = useStubs();
const atEnd = useEnds();

const hosted = async (pool: FunctionPool, front?: Front): Promise<string> => {
  const host = await startHttpHost(pool, front);
  atEnd(() => host.close());
  return host.address;
};

const echo = `
export const handler = async (event) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  cookies: ["a=1", "b=2"],
  body: JSON.stringify(event),
});`;

interface Event {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string } };
}

describe("a function's environment", () => {
  it("is frozen between two events, and so are its timers", async () => {
    const pool = aFunction(`
      let ticks = 0;
      setInterval(() => (ticks += 1), 1);
      export const handler = async () => ticks;`);
    const before = await pool.invoke<number>({});
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await pool.invoke<number>({})) - before).toBeLessThan(50);
  });

  it("has nothing beside the function's own files", async () => {
    await expect(aFunction('import "pg"; export const handler = async () => 1;').invoke({})).rejects.toMatchObject({
      errorType: "Runtime.ExitError",
      trace: expect.stringContaining("Cannot find package 'pg'"),
    });
  });

  it("survives what its handler throws, and tells it", async () => {
    const pool = aFunction("export const handler = async () => { throw new RangeError('too far'); };");
    const refused = { errorType: "RangeError", message: "RangeError: too far" };
    await expect(pool.invoke({})).rejects.toMatchObject(refused);
    await expect(pool.invoke({})).rejects.toMatchObject(refused);
    expect(pool.environments).toHaveLength(1);
  });

  it("is killed when it takes too long, and replaced", async () => {
    const pool = aFunction("export const handler = (event) => new Promise((resolve) => event.ok && resolve(1));");
    await expect(pool.invoke({}, { timeoutMs: 100 })).rejects.toMatchObject({ errorType: "Sandbox.Timedout" });
    expect(await pool.invoke({ ok: true })).toBe(1);
  });

  it("is told how much time is left to it, and who asks", async () => {
    const pool = aFunction(`
      export const handler = async (_, context) => [context.getRemainingTimeInMillis(), context.awsRequestId];`);
    const [left, id] = await pool.invoke<[number, string]>({}, { timeoutMs: 5_000 });
    expect(left).toBeGreaterThan(3_000);
    expect(left).toBeLessThanOrEqual(5_000);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("that was killed while it waited is replaced, and the one used last is used first", async () => {
    const pool = aFunction("export const handler = async () => process.pid;", 2);
    await pool.warm(2);
    const [below, top] = pool.environments;
    expect([await pool.invoke({}), await pool.invoke({})]).toEqual([top?.pid, top?.pid]);
    for (const each of [below, top]) each?.signal("SIGKILL");
    await eventually(async () => pool.environments.length === 0 || undefined, "both are gone");
    expect([below?.pid, top?.pid]).not.toContain(await pool.invoke({}));
  });
});

describe("a request", () => {
  it("reaches the function as it was sent", async () => {
    const url = await hosted(aFunction(echo));
    const headers = { "x-one": "1", "content-type": "application/json" };
    const { body, headers: answered } = await ask<Event>(
      "PUT",
      "/a%2Fb/%C3%BC%25?x=1&x=%20",
      { headers, raw: "ü" },
      url,
    );
    expect(body).toMatchObject({ rawPath: "/a%2Fb/%C3%BC%25", rawQueryString: "x=1&x=%20", body: "ü" });
    expect(body).toMatchObject({ requestContext: { http: { method: "PUT" } }, isBase64Encoded: false });
    expect(body.headers).toMatchObject({ ...headers, "content-length": "2" });
    expect(answered.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  it("behind an HTTP API reaches it with its path decoded, and cut at what then looks like a query", async () => {
    const url = await hosted(aFunction(echo), "http-api");
    const { body } = await ask<Event>("GET", "/a%2Fb/%252F%3Fc?x=%20", {}, url);
    expect(body).toMatchObject({ rawPath: "/a/b/%2F", rawQueryString: "x=%20" });
  });

  it("with bytes that are no text reaches it in base64", async () => {
    const url = await hosted(aFunction(echo));
    const raw = Uint8Array.from([0xff, 0]);
    for (const type of ["application/json", "image/png"]) {
      const { body } = await ask<Event>("POST", "/", { headers: { "content-type": type }, raw }, url);
      expect(body).toMatchObject({ body: "/wA=", isBase64Encoded: true });
    }
  });

  it("without an answer gets the gateway's own: after a crash, and for what is none", async () => {
    const crash = await hosted(aFunction("export const handler = () => process.exit(1);"));
    expect((await ask("GET", "/", {}, crash)).status).toBe(500);
    const nonsense = await hosted(aFunction("export const handler = async () => 'hello';"));
    expect((await ask("GET", "/", {}, nonsense)).status).toBe(500);
  });

  it("of more than 10 MB is refused", async () => {
    const url = await hosted(aFunction(echo));
    const raw = new Uint8Array(10 * 2 ** 20 + 1);
    expect((await ask("POST", "/", { raw }, url)).status).toBe(413);
  });
});
