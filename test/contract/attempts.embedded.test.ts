import { openEmbeddedDatabase } from "../support/embedded-database.ts";
import { attemptsContract } from "./attempts.ts";

attemptsContract("embedded", openEmbeddedDatabase);
