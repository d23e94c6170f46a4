import { parseArgs } from "node:util";
import { configFor, readConfig } from "../../infra/config.ts";
import type { Frame } from "./parts/frame.ts";
import { inFrame } from "./parts/frame.ts";
import { openMigrated } from "./parts/open-database.ts";
import { divideAnew } from "./parts/repartition.ts";
import { run } from "./run.ts";

const usage = `Usage: npm run migrate [-- --repartition]

Brings the database at DATABASE_URL up to date. It may run again, and in several places at once.
--repartition also divides the timelines into PARTITIONS queues, once the queues at AMQP_URL are empty.
`;

const migrate = async (frame: Frame, repartition: boolean): Promise<object> => {
  const settings = readConfig();
  const database = await openMigrated(frame, configFor("migrate", settings), "migrate");
  if (repartition) await divideAnew(frame, configFor("repartition", settings), database);
  process.stdout.write("The database is up to date.\n");
  return {};
};

const { values } = parseArgs({
  options: { help: { type: "boolean", short: "h" }, repartition: { type: "boolean", default: false } },
});
if (values.help) process.stdout.write(usage);
else {
  await run(async () => {
    const migrated = await inFrame(readConfig(), (frame) => migrate(frame, values.repartition));
    await migrated.close();
    return migrated;
  });
}
