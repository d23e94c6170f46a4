import type { Actor } from "../../core/entities/actor.ts";
import type { Identity } from "../../core/entities/user.ts";
import type { Input, Output } from "../wire/operation.ts";
import type { OperationId, Operations } from "../wire/operations.ts";

/** A request of one operation, with everything in it checked. */
export type Asked<Id extends OperationId> = Input<Operations[Id]> & {
  readonly caller: Identity & Actor;
  /** As the caller sent it; several header lines are joined by commas. */
  readonly prefer: string;
  /** Of the operations that take one. */
  readonly idempotencyKey?: string;
  /** Sets a header of the answer, also of a refusal that follows. */
  readonly header: (name: "location" | "preference-applied" | "ratelimit" | "ratelimit-policy", value: string) => void;
};

export type Handler<Id extends OperationId> = (asked: Asked<Id>) => Promise<Output<Operations[Id]>>;

/** A handler for each of the operations named. */
export type Handlers<Id extends OperationId = OperationId> = { readonly [I in Id]: Handler<I> };
