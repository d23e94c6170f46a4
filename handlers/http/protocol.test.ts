import { readFile } from "node:fs/promises";

import { beforeAll, describe, expect, it } from "@jest/globals";

import { PROTOCOL } from "../../client/src/contract.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { auditActions } from "../../core/entities/audit.ts";
import { catalogue } from "../../core/errors.ts";
import type { Operation } from "../wire/operation.ts";
import { operations } from "../wire/operations.ts";
import { clientEvents, serverEvents } from "../wire/socket-events.ts";
import { statusOf } from "./problem.ts";

const again = { never: "never", after_auth: "with a fresh token", same: "as it is", later: "after a pause" } as const;

let text = "";
beforeAll(async () => {
  text = (await readFile(new URL("../../PROTOCOL.md", import.meta.url), "utf8")).replaceAll(/ +/g, " ");
});

describe("PROTOCOL.md", () => {
  it("is of the version that is spoken", () => {
    expect(text).toMatch(new RegExp(`^# Protocol ${PROTOCOL}\\n`));
  });

  it.each(Object.values<Operation>(operations))("has $method $path", ({ method, path }) => {
    expect(text).toContain(`\`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`);
  });

  it.each(Object.keys({ ...clientEvents, ...serverEvents }))("has the event %s", (event) => {
    expect(text).toContain(`\`${event}\``);
  });

  it.each(auditActions)("has %s, which may stand on record", (action) => {
    expect(text).toContain(`\`${action}\``);
  });

  it.each(Object.keys(catalogue) as ErrorCode[])("has the error %s as the catalogue has it", (code) => {
    expect(text).toContain(`| \`${code}\` | ${statusOf(code)} | ${again[catalogue[code].retry]} |`);
  });
});
