import { openServerDatabase } from "../support/postgres-server.ts";
import { onAServer } from "./on-a-server.ts";
import { postgresLeases } from "./partition-leases-postgres.ts";

onAServer((url) => {
  postgresLeases("server", () => openServerDatabase(url));
});
