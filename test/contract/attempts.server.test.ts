import { openServerDatabase } from "../support/postgres-server.ts";
import { attemptsContract } from "./attempts.ts";
import { onAServer } from "./on-a-server.ts";

onAServer((url) => attemptsContract("server", () => openServerDatabase(url)));
