import { openServerDatabase } from "../support/postgres-server.ts";
import { databaseContract } from "./database.ts";
import { onAServer } from "./on-a-server.ts";

onAServer((url) => {
  databaseContract("server", { concurrent: true }, () => openServerDatabase(url));
});
