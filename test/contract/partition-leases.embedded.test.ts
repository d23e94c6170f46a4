import { openEmbeddedDatabase } from "../support/embedded-database.ts";
import { postgresLeases } from "./partition-leases-postgres.ts";

postgresLeases("embedded", openEmbeddedDatabase);
