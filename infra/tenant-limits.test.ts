import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { defaultLimits } from "./limits.ts";
import { parseTenantLimits } from "./tenant-limits.ts";

const parse = (text: string) => parseTenantLimits(text, defaultLimits);

describe("limits per tenant", () => {
  it("are those of all, with those of the tenant in their place", () => {
    const limitsOf = parse(
      JSON.stringify({
        default: { "members-per-room": 1_000, "posts-per-user": "off" },
        acme: { "members-per-room": 10, "reads-per-user": "5/1m", "rooms-per-user": "7" },
      }),
    );
    expect(limitsOf("acme").counts).toMatchObject({ "members-per-room": 10, "rooms-per-user": 7 });
    expect(limitsOf("acme").rates["reads-per-user"]).toEqual({ points: 5, seconds: 60 });
    expect(limitsOf("other").counts["members-per-room"]).toBe(1_000);
    for (const id of ["acme", "other", "default", ""]) expect(limitsOf(id).rates["posts-per-user"]).toBeUndefined();
    expect(limitsOf("other").rates["reads-per-user"]).toBe(defaultLimits.rates["reads-per-user"]);
  });

  it("may stand in a file", () => {
    const home = mkdtempSync(join(tmpdir(), "chat-limits-"));
    const file = join(home, "limits.json");
    writeFileSync(file, '{"acme": {"text-length": 100}}');
    expect(parse(file)("acme").counts["text-length"]).toBe(100);
    rmSync(home, { recursive: true });
  });

  it.each([
    ["/nowhere/limits.json", "the file cannot be read (ENOENT); name one, or write JSON"],
    ["{", "it is no JSON like"],
    ['{"acme": 5}', 'acme must have limits, as in {"posts-per-user": "50/10s"}'],
    ['{"Acme": {}}', "Acme is no tenant's id"],
    ['{"acme": {"posts": "5/1s"}}', "acme: posts is no limit; there are posts-per-user, "],
    ['{"acme": {"members-per-room": 1}}', "acme: members-per-room must be a number from 2 to 9999999, or off"],
    ['{"acme": {"rooms-per-user": 2001}}', "acme: rooms-per-user must be a number from 1 to 2000, or off"],
    ['{"acme": {"blocks-per-user": 1001}}', "acme: blocks-per-user must be a number from 1 to 1000, or off"],
    ['{"acme": {"text-length": 1.5}}', "acme: text-length must be a number from 1 to 8192, or off"],
    ['{"acme": {"posts-per-user": null}}', "posts-per-user of acme must be a number or a text"],
    [
      '{"acme": {"sockets-per-address": 5}}',
      "sockets-per-address of acme: an address is of no tenant; set it for default",
    ],
  ])("that are %s cannot be used, and it is said why", (text, sentence) => {
    expect(() => parse(text)).toThrow(sentence);
  });
});
