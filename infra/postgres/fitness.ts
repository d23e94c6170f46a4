import type { Queries } from "./queries.ts";

/** This server cannot keep what is promised; the message is a sentence that says what to do. */
export class DatabaseUnfit extends Error {
  override readonly name = "DatabaseUnfit";
}

/** What a server says of itself, in this session. */
export interface ServerFacts {
  /** As in 150004. */
  readonly number: number;
  readonly version: string;
  readonly fsync: string;
  readonly synchronous: string;
  readonly encoding: string;
}

const facts = `
  select current_setting('server_version_num')::integer as number, current_setting('server_version') as version,
    current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous,
    current_setting('server_encoding') as encoding`;

const oldest = 15;

/** What an accepted message rests on: a commit that was answered is there after the power fails. */
export const problemOf = ({ number, version, fsync, synchronous, encoding }: ServerFacts): string | undefined => {
  if (number < oldest * 10_000) {
    return `PostgreSQL ${version} is too old. Use version ${oldest} or newer.`;
  }
  if (fsync === "off") {
    return "The server runs with fsync = off and can lose what was accepted. Set fsync = on in its configuration.";
  }
  if (synchronous === "off") {
    return "Commits are answered before they are kept: synchronous_commit = off. Set it to on for this server, database and user.";
  }
  if (encoding !== "UTF8") {
    return `The database has the encoding ${encoding} and cannot keep every text. Create it again with the encoding UTF8.`;
  }
  return undefined;
};

/** @throws DatabaseUnfit */
export const assertFit = async (queries: Queries): Promise<void> => {
  const [row] = await queries.query<ServerFacts>(facts);
  const problem = row && problemOf(row);
  if (problem !== undefined) throw new DatabaseUnfit(problem);
};
