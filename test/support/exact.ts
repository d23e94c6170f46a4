import { z } from "zod";

import type { Operation } from "../../handlers/wire/operation.ts";
import { operations } from "../../handlers/wire/operations.ts";
import { problem } from "../../handlers/wire/rows.ts";
import { clientEvents, serverEvents } from "../../handlers/wire/socket-events.ts";

type Def = Readonly<Record<string, unknown>> & { readonly type: string };

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;

const inside = (value: unknown): unknown => {
  if (isSchema(value)) return exactly(value);
  if (Array.isArray(value)) return value.map(inside);
  return value;
};

/**
 * The same schema, but what it does not name is a fault. Clients let answers grow; these tests do not, so that nothing
 * reaches a caller that nobody has written down.
 */
const exactly = (schema: z.ZodType): z.ZodType => {
  const def = schema._zod.def as unknown as Def;
  if (schema instanceof z.ZodObject) {
    const shape = Object.fromEntries(Object.entries(schema.shape).map(([key, each]) => [key, inside(each)]));
    return z.strictObject(shape);
  }
  const parts = Object.fromEntries(Object.entries(def).map(([key, value]) => [key, inside(value)]));
  return schema.clone({ ...def, ...parts } as never);
};

const made = new Map<z.ZodType, z.ZodType>();

const exact = (schema: z.ZodType): z.ZodType => {
  const known = made.get(schema) ?? exactly(schema);
  made.set(schema, known);
  return known;
};

const assertFits = (what: string, schema: z.ZodType, value: unknown): void => {
  const { error } = exact(schema).safeParse(value);
  if (error) {
    throw new Error(`${what} is not what its schema says:\n${z.prettifyError(error)}\n${JSON.stringify(value)}`);
  }
};

const routes = Object.values<Operation>(operations).map((operation) => ({
  ...operation,
  pattern: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
}));

/** Nothing where the address is none of the API's, or the answer none that the operation gives. */
const schemaOf = (method: string, path: string, status: number): z.ZodType | undefined => {
  const address = path.replace(/[?#].*$/, "");
  const operation = routes.find((each) => each.method === method.toLowerCase() && each.pattern.test(address));
  return operation?.answers[status]?.schema;
};

/** @throws Error when an answer over HTTP has more, less or other than its operation says */
export const assertExactAnswer = (method: string, path: string, status: number, body: unknown): void => {
  if (!path.startsWith("/v1/")) return;
  const schema = status >= 400 ? problem : schemaOf(method, path, status);
  if (schema) assertFits(`The answer ${status} to ${method} ${path.slice(0, 100)}`, schema, body);
};

const isNamed = <T extends object>(table: T, name: string): name is string & keyof T => Object.hasOwn(table, name);

/** @throws Error when what the server emitted is not what the event says */
export const assertExactEvent = (name: string, payload: unknown): void => {
  if (isNamed(serverEvents, name)) assertFits(`The event ${name}`, serverEvents[name].payload, payload);
};

/** @throws Error when an ack is not what the event says */
export const assertExactAck = (name: string, ack: unknown): void => {
  if (isNamed(clientEvents, name)) assertFits(`The ack of ${name}`, clientEvents[name].ack, ack);
};
