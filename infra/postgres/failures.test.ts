import { expect, it } from "@jest/globals";
import pg from "pg";
import { connected, isAnswer, translated } from "./failures.ts";

const failureOf = (error: unknown): Promise<unknown> =>
  translated(Promise.resolve().then(() => Promise.reject(error as Error))).catch((seen: unknown) => seen);

const databaseError = (code: string): Error => Object.assign(new pg.DatabaseError("It failed.", 1, "error"), { code });

it.each([
  ["0A000", "unavailable"], // another shape than when it was prepared
  ["22001", "data"], // too long
  ["22021", "data"], // not UTF-8
  ["23505", "data"], // there already
  ["26000", "unavailable"], // not prepared here
  ["28P01", "broken"], // another password
  ["3D000", "broken"], // no such database
  ["42P05", "unavailable"], // prepared already
  ["42P01", "broken"], // no such table
  ["42703", "broken"], // no such column
  ["08006", "unavailable"],
  ["25P03", "unavailable"],
  ["40001", "unavailable"],
  ["40P01", "unavailable"],
  ["53100", "unavailable"], // the disk is full
  ["53200", "unavailable"], // no memory
  ["53300", "unavailable"], // no connection
  ["55P03", "unavailable"],
  ["57P01", "unavailable"],
  ["57P03", "unavailable"], // starting
  ["58030", "unavailable"],
])("knows what %s means: %s", async (code, kind) => {
  const failure = await failureOf(databaseError(code));
  expect(failure).toMatchObject({ name: "StorageFailure", kind, message: `${code}: It failed.` });
});

it.each([
  Object.assign(new Error("connect"), { code: "ECONNREFUSED" }),
  Object.assign(new Error("read"), { code: "ECONNRESET" }),
  new Error("Connection terminated unexpectedly"),
  new Error("Client has encountered a connection error and is not queryable"),
  new Error("timeout exceeded when trying to connect"),
  new Error("Query read timeout"),
  new Error("Cannot use a pool after calling end on the pool"),
])("takes for unavailable: %s", async (error) => {
  expect(await failureOf(error)).toMatchObject({ name: "StorageFailure", kind: "unavailable", cause: error });
});

it.each([new TypeError("x is not a function"), databaseError("P0001"), databaseError("XX000"), "a text"])(
  "leaves alone what is not the store's doing: %s",
  async (error) => {
    expect(await failureOf(error)).toBe(error);
  },
);

it("passes on what did not fail", async () => {
  expect(await translated(Promise.resolve(1))).toBe(1);
});

it.each([
  [Object.assign(new Error("getaddrinfo"), { code: "EAI_AGAIN" }), "unavailable"],
  [Object.assign(new Error("certificate has expired"), { code: "CERT_HAS_EXPIRED" }), "unavailable"],
  [databaseError("28P01"), "broken"],
])("never blames a command for a connection that could not be made: %s", async (error, kind) => {
  const failure = await connected(Promise.reject(error)).catch((seen: unknown) => seen);
  expect(failure).toMatchObject({ name: "StorageFailure", kind });
});

it("knows whether a server that failed goes on listening", () => {
  const fatal = Object.assign(databaseError("57P01"), { severity: "FATAL" });
  const error = Object.assign(databaseError("23505"), { severity: "ERROR" });
  expect([isAnswer(error), isAnswer(fatal), isAnswer(new Error("Query read timeout"))]).toEqual([true, false, false]);
});
