import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { FunctionPool } from "../support/functions/function-pool.ts";
import { Functions } from "../support/functions/functions.ts";
import type { Request, Result } from "./http-events.ts";
import { balancer, balancerOfMany, format1, format2, tokenFor } from "./http-events.ts";

jest.setTimeout(60_000);

const functions = new Functions();
let http: FunctionPool;
let token: string;
beforeAll(async () => {
  await functions.prepare();
  http = functions.pool("http", 1);
  token = await tokenFor(functions);
  const room = JSON.stringify({ id: "lobby", kind: "group", members: ["zoë/1"] });
  expect(await asked(format2(posting("/v1/rooms", room)))).toMatchObject({ statusCode: 201 });
}, 180_000);
afterAll(() => functions.clear());

const asked = (event: object) => http.invoke<Result>(event);
const posting = (path: string, body: string, more: Partial<Request> = {}): Request => ({
  method: "POST",
  path,
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  body,
  ...more,
});
const getting = (path: string, query = ""): Request => ({
  method: "GET",
  path,
  query,
  headers: { authorization: `Bearer ${token}` },
});
const messages = "/v1/rooms/lobby/messages";
const bodyOf = ({ body }: Result) => JSON.parse(body) as Record<string, unknown>;

describe.each([
  ["payload format 2.0", (request: Request) => format2(request)],
  ["payload format 2.0 with a stage", (request: Request) => format2(request, "dev")],
  ["a REST API", format1],
  ["a load balancer", balancer],
  ["a load balancer with all values", balancerOfMany],
] as const)("an event of %s", (name, event) => {
  it("posts a message", async () => {
    const id = randomUUID();
    const result = await asked(event(posting(messages, JSON.stringify({ id, text: "grüße 👋" }))));
    expect([result.statusCode, result.isBase64Encoded]).toEqual([202, false]);
    expect(bodyOf(result)).toEqual({ id, roomId: "lobby", status: "accepted" });
  });

  it("posts a message in base64", async () => {
    const body = Buffer.from(JSON.stringify({ text: "grüße 👋" })).toString("base64");
    const result = await asked(event(posting(messages, body, { isBase64Encoded: true })));
    expect(result.statusCode).toBe(202);
  });

  it("is refused in JSON, in the words of the product", async () => {
    const unknown = await asked(event(getting("/v2/nothing")));
    expect([unknown.statusCode, bodyOf(unknown).code]).toEqual([404, "not_found"]);
    const headers = name.endsWith("all values") ? unknown.multiValueHeaders : unknown.headers;
    expect(String(headers?.["content-type"])).toMatch(/^application\/problem\+json/);
    const noToken = await asked(event({ ...getting("/v1/rooms"), headers: {} }));
    expect([noToken.statusCode, bodyOf(noToken).code]).toEqual([401, "unauthenticated"]);
  });

  it("has a body of no type refused", async () => {
    const headers = { authorization: `Bearer ${token}` };
    const result = await asked(event(posting(messages, '{"text":"hi"}', { headers })));
    expect([result.statusCode, bodyOf(result).code]).toEqual([415, "unsupported_media_type"]);
  });

  it("reads what is asked for in the query", async () => {
    const users = await asked(event(getting("/v1/users", "user=alice")));
    expect([users.statusCode, Object.keys(bodyOf(users).users as object)]).toEqual([200, ["alice"]]);
    const wrong = await asked(event(getting(messages, "limit=many")));
    expect([wrong.statusCode, bodyOf(wrong).code]).toEqual([400, "invalid_input"]);
  });
});

describe("a function's answer", () => {
  it("names the request by the gateway's id, or by the caller's", async () => {
    const answer = await asked(format1(getting("/healthz")));
    expect(answer.headers?.["x-request-id"]).toBe("c6af9ac6-7b61-11e6-9a41-93e8deadbeef");
    const headers = { "x-request-id": "mine" };
    expect((await asked(format2({ method: "GET", path: "/healthz", headers }))).headers?.["x-request-id"]).toBe("mine");
  });

  it("knows a user by a name that the path has encoded", async () => {
    const remove = { ...getting(`/v1/rooms/lobby/members/${encodeURIComponent("zoë/1")}`), method: "DELETE" };
    expect(await asked(format2(remove))).toMatchObject({ statusCode: 204, body: "" });
  });

  it("refuses bytes that the gateway has changed on their way", async () => {
    const mended = posting(messages, '{"text":"\ufffd"}');
    const headers = { ...mended.headers, "content-length": "12" };
    expect(await asked(format2({ ...mended, headers }))).toMatchObject({ statusCode: 400 });
  });

  it("shows the documents, and not the page to try them on", async () => {
    const [documents, errors, page] = await Promise.all(
      ["/openapi.json", "/docs/errors", "/docs"].map((path) => asked(format2({ method: "GET", path }))),
    );
    expect([documents?.statusCode, errors?.statusCode, page?.statusCode]).toEqual([200, 200, 404]);
  });
});
