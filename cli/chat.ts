import { parseArgs } from "node:util";
import { ChatClient } from "../client/src/index.ts";
import { ChatSession } from "./chat-session.ts";
import { Terminal } from "./chat-terminal.ts";
import { makeToken } from "./chat-token.ts";
import { inWords } from "./chat-view.ts";
import { whyNot } from "./why-not.ts";

const usage = `Usage: npm run chat -- <name> [room]

A terminal chat as this user, in the room "lobby" or another one.
CHAT_URL is the server's address: http://localhost:3000 when it is not set.`;

/** Why this command ends; the message is what the user reads. */
class RefusedError extends Error {}

/** A variable that is set and not empty. */
const setting = (name: string): string | undefined => {
  const value = process.env[name];
  return value === "" ? undefined : value;
};

const readArguments = () => {
  try {
    return parseArgs({ allowPositionals: true, options: { help: { type: "boolean", short: "h" } } });
  } catch (error) {
    throw new RefusedError(usage, { cause: error });
  }
};

interface Settings {
  readonly name: string;
  readonly room: string;
  readonly url: string;
  readonly socketUrl: string;
}

const settings = (positionals: readonly string[]): Settings => {
  const [name, room = "lobby"] = positionals;
  if (name === undefined || positionals.length > 2) throw new RefusedError(usage);
  const url = setting("CHAT_URL") ?? "http://localhost:3000";
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new RefusedError("CHAT_URL must be an http(s) address, such as http://localhost:3000.");
  }
  return { name, room, url, socketUrl: setting("CHAT_SOCKET_URL") ?? url };
};

const tokenOf = async (name: string): Promise<string> => setting("CHAT_TOKEN") ?? makeToken(name);

/** What signed the token that this command made. */
const signedWith = (): string | undefined => {
  if (setting("CHAT_TOKEN") !== undefined) return undefined;
  return setting("JWT_SECRET") === undefined ? `the secret in ${setting("DATA_DIR") ?? "./data"}` : "JWT_SECRET";
};

/** The first session, or why there is none: at the start, nobody waits for a second attempt. */
const connected = async (client: ChatClient, url: string): Promise<void> => {
  const problem = new Promise<never>((_resolve, reject) => {
    client.on("state", (status) => {
      const sentence = whyNot(status, url, signedWith());
      if (sentence !== undefined) reject(new RefusedError(sentence));
    });
  });
  // It may come true long after the start, when nobody asks any more.
  problem.catch(() => {});
  await Promise.race([client.whenReady(), problem]);
};

const chat = async ({ name, room, url, socketUrl }: Settings): Promise<void> => {
  // The first token is made here, so that what goes wrong with it can be said.
  let first: string | undefined = await tokenOf(name);
  const token = async (): Promise<string> => {
    const held = first;
    first = undefined;
    return held ?? tokenOf(name);
  };
  const client = ChatClient.connect({ url, socketUrl, token, client: "chat-cli/1" });
  try {
    await connected(client, url);
    await new ChatSession(client, new Terminal()).run(room);
  } finally {
    client.close();
  }
};

try {
  const { values, positionals } = readArguments();
  if (values.help) process.stdout.write(`${usage}\n`);
  else await chat(settings(positionals));
} catch (error) {
  process.stderr.write(`${inWords(error)}\n`);
  process.exitCode = 1;
}
