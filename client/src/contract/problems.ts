/** Whether a refusal may end otherwise: `same` again as it is, `later` after a pause, `after_auth` with a fresh token. */
export type Retry = "never" | "same" | "later" | "after_auth";

export interface FieldProblem {
  /** Where in the input, as in `members.3`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** RFC 9457, with the product's stable `code`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  readonly requestId: string;
  readonly retryAfterMs?: number;
}
