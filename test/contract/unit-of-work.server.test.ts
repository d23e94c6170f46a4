import { keptIn } from "../support/builders-stored.ts";
import { openServerDatabase } from "../support/postgres-server.ts";
import { onAServer } from "./on-a-server.ts";
import { unitOfWorkContract } from "./unit-of-work.ts";

onAServer((url) => {
  unitOfWorkContract("server", { concurrent: true }, async () => keptIn(await openServerDatabase(url)));
});
