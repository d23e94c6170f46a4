import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { keptSecret } from "./secret.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chat-secret-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

it("is made once, and kept", () => {
  const secret = keptSecret(directory);
  expect(keptSecret(directory)).toBe(secret);
  expect(readFileSync(join(directory, "jwt-secret"), "utf8")).toBe(secret);
});

it("is long, and another one in every directory", () => {
  expect(Buffer.from(keptSecret(directory), "base64url")).toHaveLength(32);
  expect(keptSecret(join(directory, "other"))).not.toBe(keptSecret(directory));
});

it("is readable by its owner alone", () => {
  keptSecret(directory);
  expect(statSync(join(directory, "jwt-secret")).mode & 0o777).toBe(0o600);
});

it("is refused when it is too short to be one", () => {
  writeFileSync(join(directory, "jwt-secret"), "x");
  expect(() => keptSecret(directory)).toThrow("fewer than 32 characters. Delete it");
});
