import { readdirSync, readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { z } from "zod";

import type { Act } from "../../handlers/wire/access-answers.ts";
import { acts, nameOf } from "../../handlers/wire/access-answers.ts";
import type { Operation } from "../../handlers/wire/operation.ts";
import { operations } from "../../handlers/wire/operations.ts";
import { clientEvents } from "../../handlers/wire/socket-events.ts";
import { Chat } from "../support/chat.ts";
import type { Asker } from "../support/matrix/requests.ts";
import { isEvent, payloadOf, requestOf } from "../support/matrix/requests.ts";
import type { Place } from "../support/matrix/world.ts";
import { portraitOf, World } from "../support/matrix/world.ts";
import type { AnyBody } from "../support/user.ts";

const migrations = new URL("../../infra/postgres/migrations/", import.meta.url);
const definition =
  /^ {2}(?:add column )?([a-z_]+) +(?:text|integer|bigint|boolean|uuid|json|jsonb|timestamptz|interval|bytea|real)\b/gm;
const alteration = /\badd column ([a-z_]+)/g;

const namesIn = (sql: string): string[] =>
  [definition, alteration].flatMap((pattern) => [...sql.matchAll(pattern)].map(([, name = ""]) => name));

const inCamelCase = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Every column of every table, as the database spells it and as an answer would. */
const columns = ((): readonly string[] => {
  const files = readdirSync(migrations).filter((file) => file.endsWith(".sql"));
  const names = files.flatMap((file) => namesIn(readFileSync(new URL(file, migrations), "utf8")));
  return [...new Set(names.flatMap((name) => [name, inCamelCase(name)]))];
})();

/** A refusal names at most 50 fields. */
const atOnce = 40;
const chat = new Chat();
let place: Place;
let asker: Asker;
let before: string;

beforeAll(async () => {
  chat.begin();
  const world = new World(chat);
  const { owner: actor, member } = world.cast;
  place = await world.withReport(await world.aRoom("group", ["invited"]));
  const tokens = { ownToken: await actor.token(), otherToken: await member.token() };
  const { id: roomId, messageId, report = { id: "", messageId } } = place;
  asker = { actor, roomId, messageId, ownMessageId: messageId, report, ...tokens };
  before = await portraitOf(place);
});
afterAll(() => chat.end());

/** Of a list, those of what it lists. */
const keysOf = (schema: z.ZodType | undefined): readonly string[] => {
  if (schema && "element" in schema) return keysOf(schema.element as z.ZodType);
  return schema && "shape" in schema ? Object.keys(schema.shape as object) : [];
};

const operationOf = ({ name }: Act): Operation => operations[name as keyof typeof operations];

/** Those that the request has no such field for, a handful at a time. */
const foreignTo = (schema: z.ZodType | undefined): readonly (readonly string[])[] => {
  const foreign = columns.filter((name) => !keysOf(schema).includes(name));
  const count = Math.ceil(foreign.length / atOnce);
  return Array.from({ length: count }, (_, index) => foreign.slice(index * atOnce, (index + 1) * atOnce));
};

const asFields = (names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, "x"]));

const withFields = (payload: object, names: readonly string[]): object =>
  Array.isArray(payload) ? [{ ...(payload[0] as object), ...asFields(names) }] : { ...payload, ...asFields(names) };

interface Refusal extends AnyBody {
  readonly errors?: readonly { readonly path: string; readonly code: string }[];
}

const unknownIn = ({ code, errors = [] }: Refusal): readonly string[] =>
  code === "unknown_field"
    ? errors.filter((each) => each.code === "unknown_field").map(({ path }) => path.replace("0.", ""))
    : [];

const withBody = acts.filter((act) => !isEvent(act) && operationOf(act).body);

describe(`no request takes what only the database knows: ${columns.length} names, such as tenant_id`, () => {
  it("are found in the migrations", () => {
    expect(columns).toEqual(expect.arrayContaining(["tenant_id", "joined_seq", "muted_until", "authorId", "digest"]));
  });

  it.each(withBody.map((act) => [nameOf(act), act] as const))("in the body of %s", async (_name, act) => {
    const { method, path, json } = requestOf(act, asker);
    for (const names of foreignTo(operationOf(act).body)) {
      const asked = { json: { ...json, ...asFields(names) } };
      const { body } = await asker.actor.ask<Refusal>(method, path, asked);
      expect(unknownIn(body)).toEqual(names);
    }
    expect(await portraitOf(place)).toBe(before);
  });

  it.each(acts.filter((act) => !isEvent(act)).map((act) => [nameOf(act), act] as const))(
    "in the query of %s",
    async (_name, act) => {
      const { method, path, json } = requestOf(act, asker);
      for (const names of foreignTo(operationOf(act).query)) {
        const query = `${path.includes("?") ? "&" : "?"}${names.map((name) => `${name}=x`).join("&")}`;
        const { body } = await asker.actor.ask<Refusal>(method, path + query, json ? { json } : {});
        expect(unknownIn(body)).toEqual(names);
      }
      expect(await portraitOf(place)).toBe(before);
    },
  );

  it.each(acts.filter(isEvent).map((act) => [nameOf(act), act] as const))("in the event %s", async (_name, act) => {
    const socket = await asker.actor.connect();
    const { payload } = clientEvents[act.name as keyof typeof clientEvents];
    for (const names of foreignTo(payload)) {
      const ack = await socket.ask(act.name, withFields(payloadOf(act, asker), names));
      expect(unknownIn(ack as Refusal)).toEqual(names);
    }
    expect(await portraitOf(place)).toBe(before);
  });
});
