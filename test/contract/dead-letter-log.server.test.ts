import { openServerDatabase } from "../support/postgres-server.ts";
import { logOn } from "./dead-letter-log-postgres.ts";
import { deadLetterLogContract } from "./dead-letter-log.ts";
import { onAServer } from "./on-a-server.ts";

onAServer((url) => {
  deadLetterLogContract("server", async () => logOn(await openServerDatabase(url)));
});
