import { keptIn } from "../support/builders-stored.ts";
import { openEmbeddedDatabase } from "../support/embedded-database.ts";
import { unitOfWorkContract } from "./unit-of-work.ts";

unitOfWorkContract("embedded", { concurrent: false }, async () => keptIn(await openEmbeddedDatabase()));
