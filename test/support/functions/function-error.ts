/** What Lambda reports of a failed invocation, by whatever it failed. */
export interface Failure {
  /** The error's own name, or one of Lambda's, as in `Runtime.ExitError`. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: string;
}

/** An invocation that did not end with a result: the function threw, took too long, or died. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
  readonly errorType: string;
  readonly trace: string;

  constructor({ errorType, errorMessage, trace = "" }: Failure) {
    super(`${errorType}: ${errorMessage}`);
    this.errorType = errorType;
    this.trace = trace;
  }
}
