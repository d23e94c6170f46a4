import { openEmbeddedDatabase } from "../support/embedded-database.ts";
import { migrationsContract } from "./migrations.ts";

migrationsContract("embedded", openEmbeddedDatabase);
