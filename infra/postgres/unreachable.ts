/** Where a database was looked for. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** The first connection failed; the message is a sentence that says why and what to do. It holds no password. */
export class DatabaseUnreachable extends Error {
  override readonly name = "DatabaseUnreachable";
}

type Reason = readonly [why: string, advice: string];

const notThere: Reason = ["nothing listens there", "Start it, or correct DATABASE_URL."];
const silent: Reason = ["it does not answer", "Start it, let this machine through to it, or correct DATABASE_URL."];
const unknownHost: Reason = ["there is no host of that name", "Correct DATABASE_URL."];
const passwordRefused: Reason = ["the password is refused", "Correct DATABASE_URL."];
const notReady: Reason = ["it is starting or stopping", "Start again when it is up."];

/** By SQLSTATE, or by the system's code. */
const reasons: Readonly<Record<string, Reason>> = {
  "28000": ["the user is refused", "Correct DATABASE_URL, or let the user in with pg_hba.conf."],
  "28P01": passwordRefused,
  "3D000": ["there is no such database", "Create it, or correct DATABASE_URL."],
  "42501": ["the user may not connect to this database", "Grant it, or correct DATABASE_URL."],
  "53300": ["it has no connection to spare", "Raise max_connections, or run fewer processes."],
  "57P03": notReady,
  EAI_AGAIN: unknownHost,
  ECONNREFUSED: notThere,
  ECONNRESET: silent,
  EHOSTUNREACH: silent,
  ENETUNREACH: silent,
  ENOENT: notThere,
  ENOTFOUND: unknownHost,
  ETIMEDOUT: silent,
};

/** What node-postgres says without a code. */
const sayings: readonly (readonly [RegExp, Reason])[] = [
  [/timeout|terminated/i, silent],
  [/password must be a string|password must be a non-empty/i, ["it wants a password", "Put one into DATABASE_URL."]],
  [/does not support SSL/i, ["it takes no encrypted connections", "Take sslmode out of DATABASE_URL, or allow them."]],
];

const reasonOf = (error: unknown): Reason => {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const text = typeof message === "string" ? message : "";
  const known = typeof code === "string" ? reasons[code] : sayings.find(([pattern]) => pattern.test(text))?.[1];
  return known ?? [text || "it failed without a reason", "Correct DATABASE_URL, or ask whoever runs the server."];
};

/** @param error what the driver said. */
export const unreachable = ({ host, port, database }: Place, error: unknown): DatabaseUnreachable => {
  const [why, advice] = reasonOf(error);
  const { code } = error as { readonly code?: unknown };
  const coded = typeof code === "string" ? ` (${code})` : "";
  return new DatabaseUnreachable(
    `PostgreSQL at ${host}:${port}, database ${database}, cannot be reached: ${why}${coded}. ${advice}`,
    { cause: error },
  );
};
