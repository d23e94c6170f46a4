import { configFor } from "../../infra/config.ts";
import { openFunction } from "./parts/open-function.ts";
import { openMigrated } from "./parts/open-database.ts";
import { openPublishing } from "./parts/open-queue.ts";
import { divideAnew } from "./parts/repartition.ts";

interface Asked {
  /** Also divides the timelines into PARTITIONS queues, once the queues are empty. */
  readonly repartition?: boolean;
}

/** `npm run migrate` for a database that nobody outside of its network can reach; it declares the queues, too. */
export const handler = async (asked?: Asked): Promise<{ readonly status: string }> => {
  const migrated = await openFunction(async (frame, config) => {
    const settings = configFor("repartition", config);
    const database = await openMigrated(frame, settings, "migrate");
    if (asked?.repartition === true) await divideAnew(frame, settings, database);
    // Lambda's poller can be given queues only that are there; they are, once a connection was made.
    await openPublishing(frame, settings, "migrate");
    return {};
  });
  await migrated.close();
  return { status: "The database is up to date, and the queues are there." };
};
