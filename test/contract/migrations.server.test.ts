import { openServerDatabase } from "../support/postgres-server.ts";
import { migrationsContract } from "./migrations.ts";
import { onAServer } from "./on-a-server.ts";

onAServer((url) => {
  migrationsContract("server", () => openServerDatabase(url));
});
