import { openEmbeddedDatabase } from "../support/embedded-database.ts";
import { databaseContract } from "./database.ts";

databaseContract("embedded", { concurrent: false }, openEmbeddedDatabase);
