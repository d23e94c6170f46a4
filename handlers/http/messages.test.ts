import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { ChatError } from "../../core/errors.ts";
import { textOf } from "../../test/support/builders.ts";
import type { HttpUseCases } from "./use-cases.ts";
import { aMessage, messageId } from "./testing/fake-use-cases.ts";
import type { RunningApp } from "./testing/start-app.ts";
import { startApp } from "./testing/start-app.ts";

/** Applied at once, refused, or not decided in time, as the text of the message says. */
const awaitCommand: HttpUseCases["awaitCommand"] = {
  async execute(command, waitMs) {
    const [id, text] = [command.id, textOf(command)];
    if (text === "refused") throw new ChatError("id_taken");
    return text === "late" ? undefined : aMessage({ id, text: `${text} after ${waitMs}` });
  },
};

let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ awaitCommand });
});
afterAll(() => app.stop());

const post = (text: string, prefer = "") =>
  app.ask("POST", "/v1/rooms/lobby/messages", { json: { text }, headers: { prefer } });

describe("a posted message", () => {
  it("is accepted, with the address that it will have", async () => {
    const { status, body, header } = await post("hello");
    expect(status).toBe(202);
    expect(body).toEqual({ id: messageId, roomId: "lobby", status: "accepted" });
    expect(header("location")).toBe(`/v1/rooms/lobby/messages/${messageId}`);
    expect(header("preference-applied")).toBeNull();
  });

  it.each([
    ["wait=5", 5],
    ["WAIT = 5", 5],
    ["respond-async, wait=5", 5],
    ['wait="5"; foo=bar', 5],
    ["wait=0", 1],
    ["wait=999999999999999999999", 10],
  ])("is waited for with Prefer: %s", async (prefer, seconds) => {
    const { status, body, header } = await post("hello", prefer);
    expect([status, body.text]).toEqual([201, `hello after ${seconds * 1_000}`]);
    expect(header("preference-applied")).toBe(`wait=${seconds}`);
  });

  it.each(["return=minimal", "wait", "wait=soon", "await=5"])("is not waited for with Prefer: %s", async (prefer) => {
    expect(await post("hello", prefer)).toMatchObject({ status: 202 });
  });

  it("is accepted when time is up", async () => {
    const { status, header } = await post("late", "wait=2");
    expect([status, header("preference-applied")]).toEqual([202, "wait=2"]);
  });

  it("may be refused while it is waited for", async () => {
    const { status, body, header } = await post("refused", "wait=2");
    expect([status, body.code, header("preference-applied")]).toEqual([409, "id_taken", "wait=2"]);
  });
});

describe("a message that is to be deleted", () => {
  const del = (headers: Readonly<Record<string, string>> = {}) =>
    app.ask("DELETE", `/v1/rooms/lobby/messages/${messageId}`, { headers });
  const key = "0190b6c0-0000-7000-8000-000000000009";

  it("is a command with the id that the caller chose, or a new one", async () => {
    const { status, body } = await del({ "idempotency-key": key });
    expect([status, body]).toEqual([202, { id: key, roomId: "lobby", status: "accepted" }]);
    expect((await del()).body).toMatchObject({ id: messageId });
  });

  it("is waited for with Prefer: wait", async () => {
    const { status, body, header } = await del({ prefer: "wait=5" });
    expect([status, body.id, header("preference-applied")]).toEqual([200, messageId, "wait=5"]);
  });

  it.each(["", "1", key.toUpperCase().replace("B", "C"), `${key}, ${key}`])(
    "is refused with a key that is none: %j",
    async (bad) => {
      const { status, body } = await del({ "idempotency-key": bad });
      expect([status, body]).toEqual([400, expect.objectContaining({ code: "invalid_input" })]);
      expect(body.errors).toMatchObject([{ path: "Idempotency-Key", code: "bad_format" }]);
    },
  );
});
