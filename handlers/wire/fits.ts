import type { z } from "zod";

/** `readonly` is a promise of whoever holds a value; a schema does not speak of it. */
type Plain<T> = T extends readonly (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<T[K]> }
    : T;

type Same<A, B> = (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;

/** Does not compile unless the schema takes exactly what the contract's type `T` says, optional fields included. */
export const fits =
  <T>() =>
  <S extends z.ZodType>(schema: S, ..._proof: Same<z.output<S>, T> extends true ? [] : [differs: T]): S =>
    schema;
