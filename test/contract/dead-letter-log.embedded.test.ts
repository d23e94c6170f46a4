import { openEmbeddedDatabase } from "../support/embedded-database.ts";
import { logOn } from "./dead-letter-log-postgres.ts";
import { deadLetterLogContract } from "./dead-letter-log.ts";

deadLetterLogContract("embedded", async () => logOn(await openEmbeddedDatabase()));
