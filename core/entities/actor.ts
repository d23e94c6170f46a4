import type { UserRef } from "./refs.ts";

/** Where a request came from, for the record. */
export interface Origin {
  /** Of the caller, as far as the proxies in front may be believed. */
  readonly address?: string;
  readonly requestId?: string;
}

/** Who does something that is put on record. */
export interface Actor extends UserRef {
  /** A backend that acts for its whole tenant. */
  readonly isService?: true;
  readonly origin?: Origin;
}
