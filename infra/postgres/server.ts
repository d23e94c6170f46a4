import pg from "pg";
import { StorageFailure } from "../../core/errors.ts";
import type { Database } from "./database.ts";
import { PoolDatabase } from "./database.ts";
import { assertFit } from "./fitness.ts";
import { planning } from "./queries.ts";
import { RenewableDatabase } from "./renewable-database.ts";
import { types } from "./types.ts";
import type { Place } from "./unreachable.ts";
import { unreachable } from "./unreachable.ts";

export interface ServerSettings {
  readonly url: string;
  /** Connections at most. */
  readonly max: number;
  /** What the server's operator sees of them. */
  readonly name: string;
}

/** In milliseconds. */
export interface ServerLimits {
  /** How long somebody waits for a connection. */
  readonly connect: number;
  readonly statement: number;
  readonly lock: number;
  /** A process that has stopped inside a transaction must not keep its locks. */
  readonly idleInTransaction: number;
  /** No word from the server: it is gone, and so is the connection. Longer than a statement may take. */
  readonly answer: number;
}

const usual: ServerLimits = { connect: 5_000, statement: 5_000, lock: 2_000, idleInTransaction: 5_000, answer: 6_000 };

/** How long a connection is kept that nobody uses, and when the network is asked whether it is still there. */
const idleMs = 60_000;
const keepAliveMs = 10_000;

/** What the URL sets for its sessions holds, unless it is one of ours. */
const withSettings = (url: string, limits: ServerLimits): string => {
  const own = new URL(url);
  const settings = {
    ...planning,
    statement_timeout: limits.statement,
    lock_timeout: limits.lock,
    idle_in_transaction_session_timeout: limits.idleInTransaction,
  };
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const theirs = own.searchParams.getAll("options");
  own.searchParams.set("options", [...theirs, ...ours].join(" "));
  return own.href;
};

const configOf = ({ url, max, name }: ServerSettings, limits: ServerLimits): pg.PoolConfig => ({
  connectionString: withSettings(url, limits),
  max,
  application_name: name,
  connectionTimeoutMillis: limits.connect,
  idleTimeoutMillis: idleMs,
  query_timeout: limits.answer,
  keepAlive: true,
  keepAliveInitialDelayMillis: keepAliveMs,
  pipeline: true,
  types,
});

/** As node-postgres reads it: the URL, or what the environment and the defaults say. */
const placeOf = (config: pg.PoolConfig): Place => {
  const { host, port, database = "" } = new pg.Client(config);
  return { host, port, database };
};

const connectionsOf = (config: pg.PoolConfig): Database => new PoolDatabase(new pg.Pool(config), true);

/**
 * Connections to a PostgreSQL server.
 * @throws DatabaseUnreachable when there is no first connection; DatabaseUnfit when it cannot keep what is promised.
 */
export const openServer = async (settings: ServerSettings, limits: ServerLimits = usual): Promise<Database> => {
  const config = configOf(settings, limits);
  const database = connectionsOf(config);
  try {
    await assertFit(database);
    return database;
  } catch (error) {
    await database.close();
    throw error instanceof StorageFailure ? unreachable(placeOf(config), error.cause) : error;
  }
};

/** The same, for a process that may be stopped between two of its questions. */
export const openRenewableServer = async (
  settings: ServerSettings,
  limits: ServerLimits = usual,
): Promise<RenewableDatabase> => {
  const config = configOf(settings, limits);
  return new RenewableDatabase(await openServer(settings, limits), () => connectionsOf(config));
};
