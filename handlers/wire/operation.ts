import type { z } from "zod";

import type { ErrorCode } from "../../core/errors.ts";

export type AnswerHeader = "location" | "preference-applied";

export interface Answer {
  readonly description: string;
  /** Absent where there is no body. */
  readonly schema?: z.ZodType;
  readonly headers?: readonly AnswerHeader[];
}

/** One method of one address: what it takes, what it answers, and what it may be refused with. */
export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** As OpenAPI writes it: `/v1/rooms/{roomId}`. */
  readonly path: `/v1/${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** It takes `Prefer: wait=<seconds>`. */
  readonly waits?: true;
  /** It takes the id of its command as `Idempotency-Key`. */
  readonly hasKey?: true;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Its own refusals; those that every operation shares are in {@link sharedErrors}. */
  readonly errors: readonly ErrorCode[];
}

export const sharedErrors = [
  "invalid_input",
  "unknown_field",
  "unauthenticated",
  "token_expired",
  "token_revoked",
  "user_deactivated",
  "rate_limited",
  "unavailable",
  "internal",
] as const satisfies readonly ErrorCode[];

export const bodyErrors = [
  "malformed_json",
  "too_large",
  "unsupported_media_type",
] as const satisfies readonly ErrorCode[];

type Immutable<T> = T extends readonly (infer E)[]
  ? readonly Immutable<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

type Parsed<O extends Operation, Part extends "params" | "query" | "body"> = O[Part] extends z.ZodType
  ? Immutable<z.output<O[Part]>>
  : undefined;

/** What a handler of the operation gets, checked. */
export interface Input<O extends Operation> {
  readonly params: Parsed<O, "params">;
  readonly query: Parsed<O, "query">;
  readonly body: Parsed<O, "body">;
}

/** What a handler of the operation may answer: one of its statuses, with that status's body. */
export type Output<O extends Operation> = {
  [S in keyof O["answers"] & number]: O["answers"][S]["schema"] extends z.ZodType
    ? { readonly status: S; readonly body: Immutable<z.output<O["answers"][S]["schema"]>> }
    : { readonly status: S; readonly body?: never };
}[keyof O["answers"] & number];
