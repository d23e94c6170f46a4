import pg from "pg";
import type { FailureKind } from "../../core/errors.ts";
import { StorageFailure } from "../../core/errors.ts";

/** SQLSTATE classes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const kinds: Readonly<Record<string, FailureKind>> = {
  "08": "unavailable", // the connection
  "22": "data",
  "23": "data", // integrity constraints
  "25": "unavailable", // the transaction timed out
  "40": "unavailable", // deadlock, serialisation
  "42": "broken", // a table or column that is not there
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
  if (error instanceof pg.DatabaseError && code) return kinds[code.slice(0, 2)];
  if (code && networkCodes.has(code)) return "unavailable";
  // node-postgres has no code for these: a broken or ended connection, and a pool without a free one.
  return /connection|timeout exceeded/i.test(error.message) ? "unavailable" : undefined;
};

/** Errors of the driver become failures of the store; what is not the database's doing stays as it is. */
export const translated = async <T>(promise: Promise<T>): Promise<T> => {
  try {
    return await promise;
  } catch (error) {
    const kind = error instanceof Error ? kindOf(error) : undefined;
    if (!kind || !(error instanceof Error)) throw error;
    throw new StorageFailure(kind, `${codeOf(error) ?? "connection"}: ${error.message}`, error);
  }
};
