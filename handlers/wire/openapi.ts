import type { z } from "zod";

import { LIMITS, PROTOCOL } from "../../client/src/contract.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { JsonSchema } from "./components.ts";
import { componentSchemas, schemaOf } from "./components.ts";
import type { Answer, Operation } from "./operation.ts";
import { bodyErrors, sharedErrors } from "./operation.ts";
import { operations } from "./operations.ts";

/** Parts of the document that nobody but a reader of it looks into. */
type Part = Readonly<Record<string, unknown>>;

export interface OpenApi extends Part {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Part>>;
}

const refer = (kind: "headers" | "parameters", name: string): Part => ({ $ref: `#/components/${kind}/${name}` });

const json = (schema: z.ZodType): Part => ({ "application/json": { schema: schemaOf(schema) } });

const headers = {
  "X-Request-Id": { description: "The request's id, the caller's own or a new one.", schema: { type: "string" } },
  Location: { description: "The address of what was made, or will be.", schema: { type: "string" } },
  "Preference-Applied": {
    description: "The preference that was followed, as in `wait=5`.",
    schema: { type: "string" },
  },
  "RateLimit-Policy": {
    description: 'The limits that the request counts against: points and seconds, as in `"posts-per-user";q=200;w=10`.',
    schema: { type: "string" },
  },
  RateLimit: {
    description: 'What is left of them, and the seconds until they are full again: `"posts-per-user";r=199;t=10`.',
    schema: { type: "string" },
  },
  "Retry-After": { description: "Seconds to wait before trying again.", schema: { type: "integer" } },
  "WWW-Authenticate": { description: "How to authenticate.", schema: { type: "string" } },
} as const;

type Header = keyof typeof headers;

const headersOf = (names: readonly Header[]): Part =>
  Object.fromEntries(["X-Request-Id" as const, ...names].map((name) => [name, refer("headers", name)]));

const ofAnswer = { location: "Location", "preference-applied": "Preference-Applied" } as const;

const answerPart = ({ description, schema, headers: names = [] }: Answer): Part => ({
  description,
  headers: headersOf([...names.map((name) => ofAnswer[name]), ...limited]),
  ...(schema && { content: json(schema) }),
});

/** Absent where the limit is off. */
const limited = ["RateLimit-Policy", "RateLimit"] as const;

const ofStatus: Readonly<Record<number, readonly Header[]>> = {
  401: ["WWW-Authenticate"],
  429: ["Retry-After", ...limited],
  503: ["Retry-After"],
};

const problemPart = (status: number, codes: readonly ErrorCode[]): Part => ({
  description: codes.map((code) => `[\`${code}\`](/docs/errors#${code})`).join(", "),
  headers: headersOf(ofStatus[status] ?? []),
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

const problemParts = ({ errors, body }: Operation, statusOf: (code: ErrorCode) => number): [string, Part][] => {
  const codes = [...new Set([...sharedErrors, ...(body ? bodyErrors : []), ...errors])];
  const known = [...new Set(codes.map(statusOf))].sort((a, b) => a - b);
  return known.map((status) => [
    String(status),
    problemPart(
      status,
      codes.filter((code) => statusOf(code) === status),
    ),
  ]);
};

/** `{}` fails for exactly those fields that must be there. */
const requiredIn = (schema: z.ZodObject): ReadonlySet<unknown> =>
  new Set(schema.safeParse({}).error?.issues.map(({ path }) => path[0]));

const parametersIn = (place: "path" | "query", schema: z.ZodObject | undefined): Part[] => {
  if (!schema) return [];
  const required = requiredIn(schema);
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...rest }: JsonSchema = schemaOf(field as z.ZodType);
    return { name, in: place, required: required.has(name), ...(description && { description }), schema: rest };
  });
};

const operationPart = (id: string, operation: Operation, statusOf: (code: ErrorCode) => number): Part => ({
  operationId: id,
  tags: [operation.tag],
  summary: operation.summary,
  parameters: [
    ...parametersIn("path", operation.params),
    ...parametersIn("query", operation.query),
    refer("parameters", "RequestId"),
    ...(operation.waits ? [refer("parameters", "Prefer")] : []),
    ...(operation.hasKey ? [refer("parameters", "IdempotencyKey")] : []),
  ],
  ...(operation.body && { requestBody: { required: true, content: json(operation.body) } }),
  responses: Object.fromEntries([
    ...Object.entries(operation.answers).map(([status, answer]) => [status, answerPart(answer)] as const),
    ...problemParts(operation, statusOf),
  ]),
});

const pathsOf = (statusOf: (code: ErrorCode) => number): Readonly<Record<string, Part>> => {
  const paths: Record<string, Part> = {};
  for (const [id, operation] of Object.entries<Operation>(operations)) {
    const part = operationPart(id, operation, statusOf);
    paths[operation.path] = { ...paths[operation.path], [operation.method]: part };
  }
  return paths;
};

const parameters = {
  RequestId: {
    name: "X-Request-Id",
    in: "header",
    description: "Your own id for this request, to find it again in logs.",
    schema: { type: "string", pattern: "^[A-Za-z0-9._-]{1,64}$" },
  },
  Prefer: {
    name: "Prefer",
    in: "header",
    description: `\`wait=<seconds>\`, 1 to ${LIMITS.waitSeconds}: answer when the message is stored, or refused.`,
    schema: { type: "string" },
    example: "wait=5",
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description: "The id of the command, made when absent: a UUID in lower case. The same again is always safe.",
    schema: { type: "string", format: "uuid" },
  },
};

/** @param statusOf the HTTP status that goes with a code. */
export const openApi = (statusOf: (code: ErrorCode) => number): OpenApi => ({
  openapi: "3.1.0",
  info: {
    title: "chat-backend",
    version: String(PROTOCOL),
    description: "Rooms, members and messages. Live events come over a socket: see [its page](/docs/socket).",
    license: { name: "MIT", identifier: "MIT" },
  },
  servers: [{ url: "/" }],
  security: [{ bearer: [] }],
  tags: ["Rooms", "Members", "Invitations", "Moderation", "Messages", "Users"].map((name) => ({ name })),
  paths: pathsOf(statusOf),
  components: {
    schemas: componentSchemas(),
    headers,
    parameters,
    securitySchemes: {
      bearer: {
        type: "http",
        scheme: "bearer",
        bearerFormat: "JWT",
        description: "`sub` is the user, `exp` is required.",
      },
    },
  },
});
