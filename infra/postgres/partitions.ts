import type { Database } from "./database.ts";
import { MigrationRefused } from "./migrate.ts";
import type { Queries } from "./queries.ts";

/** How timelines are divided into queues. */
interface Division {
  readonly partitions: number;
  /** Names what is made of a room to find its queue. */
  readonly hash: string;
}

/** What an operator must decide; the message is a sentence that says what to do. */
export class PartitionsDiffer extends Error {
  override readonly name = "PartitionsDiffer";
}

const inWords = ({ partitions, hash }: Division): string =>
  `${partitions} ${partitions === 1 ? "queue" : "queues"} by ${hash}`;

const differ = (recorded: Division, configured: Division): PartitionsDiffer => {
  const goBack =
    recorded.hash === configured.hash
      ? `Set PARTITIONS=${recorded.partitions} again`
      : "Start the version that was used before";
  return new PartitionsDiffer(
    `The timelines are divided into ${inWords(recorded)}, and this process would divide them into ${inWords(configured)}: ` +
      `messages of one room would overtake each other. ${goBack}. Or, to change it: stop everything that posts, let the ` +
      `consumers drain the queues, stop them, and run \`PARTITIONS=${configured.partitions} npm run migrate -- --repartition\`.`,
  );
};

interface DeploymentRow {
  readonly partitions: number | null;
  readonly hash: string | null;
}

const read = async (queries: Queries): Promise<DeploymentRow> => {
  const [row] = await queries.query<DeploymentRow>("select partitions, partition_hash as hash from deployment");
  if (!row) throw new MigrationRefused("The database was never put to use: run `npm run migrate` first.");
  return row;
};

/** Into how many queues timelines are divided; nothing until a process first says so. @throws MigrationRefused */
export const readPartitions = async (database: Database): Promise<number | undefined> =>
  (await read(database)).partitions ?? undefined;

/**
 * Records how timelines are divided, when it is said for the first time.
 * @throws PartitionsDiffer when it was said otherwise; MigrationRefused when the database was never put to use.
 */
export const recordPartitions = (database: Database, partitions: number, hash: string): Promise<void> =>
  database.transaction("read committed", async (queries) => {
    await queries.tell("update deployment set partitions = $1, partition_hash = $2 where partitions is null", [
      partitions,
      hash,
    ]);
    // There is something now, whoever recorded it.
    const recorded = (await read(queries)) as Division;
    if (recorded.partitions !== partitions || recorded.hash !== hash) throw differ(recorded, { partitions, hash });
  });

/** Divides them anew, whoever held what. Nothing may be waiting in any queue: that is for the caller to know. */
export const repartition = (database: Database, partitions: number, hash: string): Promise<void> =>
  database.transaction("read committed", async (queries) => {
    await queries.tell("update deployment set partitions = $1, partition_hash = $2", [partitions, hash]);
    await queries.tell("delete from partitions");
  });
