import { resolve } from "node:path";
import { readConfig } from "../../../infra/config.ts";
import { curlLine } from "../../http/pages/curl-line.ts";

const usual = readConfig({});
const usualAddress = `http://localhost:${usual.port}`;
/** Where the longest command of a usual start ends, and what it does begins. */
const column = 39;

const quoted = (value: string): string =>
  /^[\w./:@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;

/** What to do with a chat that has just started; the commands carry the settings that another terminal lacks. */
export const nextSteps = (address: string, dataDir: string): string => {
  const forToken = resolve(dataDir) === resolve(usual.dataDir) ? "" : `DATA_DIR=${quoted(dataDir)} `;
  const forChat = (address === usualAddress ? "" : `CHAT_URL=${address} `) + forToken;
  const [alice, bob] = ["alice", "bob"].map((name) => `${forChat}npm run chat -- ${name}`) as [string, string];
  const width = Math.max(column, alice.length + 2);
  return `
The chat is running at ${address}

Try it, in other terminals, from this directory:

  ${alice.padEnd(width)}a terminal chat as alice, in the room "lobby"
  ${bob.padEnd(width)}and as bob: now two people talk

Post as alice with curl; both terminals show it:

  ${curlLine(address, forToken)}

The API and its documents: ${address}/docs
Stop with Ctrl+C.
`;
};
