import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { ChatError } from "../../core/errors.ts";
import type { HttpUseCases } from "./use-cases.ts";
import { aMessage, messageId } from "./testing/fake-use-cases.ts";
import type { RunningApp } from "./testing/start-app.ts";
import { startApp } from "./testing/start-app.ts";

/** Applied at once, refused, or not decided in time, as the text of the message says. */
const awaitCommand: HttpUseCases["awaitCommand"] = {
  async execute({ id, text }, waitMs) {
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
