import { types } from "node:util";
import pg from "pg";
import type { FailureKind } from "../../core/errors.ts";
import { StorageFailure } from "../../core/errors.ts";

/** SQLSTATE classes, and codes that differ from their class: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const kinds: Readonly<Record<string, FailureKind>> = {
  "08": "unavailable", // the connection
  "0A": "unavailable", // a prepared statement whose answer has another shape now
  "22": "data",
  "23": "data", // integrity constraints
  "25": "unavailable", // the transaction timed out
  "26": "unavailable", // a prepared statement that this connection does not have
  "28": "broken", // the user or the password is refused
  "3D": "broken", // the database is not there
  "40": "unavailable", // deadlock, serialisation
  "42": "broken", // a table or column that is not there
  "42P05": "unavailable", // a prepared statement that this connection has already
  "53": "unavailable", // memory, disk, connections
  "55": "unavailable", // a lock was not had in time
  "57": "unavailable", // cancelled, shutting down
  "58": "unavailable", // the system below
};

const networkCodes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EHOSTUNREACH"]);

const codeOf = (error: Error): string | undefined => {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
};

const kindOf = (error: Error): FailureKind | undefined => {
  const code = codeOf(error);
  if (error instanceof pg.DatabaseError && code) return kinds[code] ?? kinds[code.slice(0, 2)];
  if (code && networkCodes.has(code)) return "unavailable";
  // node-postgres has no code for these: a broken, slow or ended connection, and a pool without a free one.
  return /connection|timeout exceeded|read timeout|not queryable|end on the pool/i.test(error.message)
    ? "unavailable"
    : undefined;
};

const failure = (kind: FailureKind, error: Error): StorageFailure =>
  new StorageFailure(kind, `${codeOf(error) ?? "connection"}: ${error.message}`, error);

/** Errors of the driver become failures of the store; what is not the database's doing stays as it is. */
export const translated = async <T>(promise: Promise<T>): Promise<T> => {
  try {
    return await promise;
  } catch (error) {
    const kind = types.isNativeError(error) ? kindOf(error) : undefined;
    throw kind && types.isNativeError(error) ? failure(kind, error) : error;
  }
};

/** The same for a connection that is being made: whatever stops it (names, certificates, sockets) is no command's fault. */
export const connected = async <T>(promise: Promise<T>): Promise<T> => {
  try {
    return await promise;
  } catch (error) {
    throw types.isNativeError(error) ? failure(kindOf(error) ?? "unavailable", error) : error;
  }
};

/** Whether the server itself answered with this error and goes on listening; else nobody knows what the connection holds. */
export const isAnswer = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.severity !== "FATAL" && error.severity !== "PANIC";
