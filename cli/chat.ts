import { parseArgs } from "node:util";
import { ChatClient } from "../client/src/index.ts";
import type { ConnectionStatus } from "../client/src/index.ts";
import { ChatSession } from "./chat-session.ts";
import { Terminal } from "./chat-terminal.ts";
import { makeToken } from "./chat-token.ts";
import { inWords } from "./chat-view.ts";

const usage = "Usage: npm run chat -- <name> [room]";

/** Why this command ends; the message is what the user reads. */
class RefusedError extends Error {}

/** A variable that is set and not empty. */
const setting = (name: string): string | undefined => {
  const value = process.env[name];
  return value === "" ? undefined : value;
};

const settings = (): { name: string; room: string; url: string; socketUrl: string } => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [name, room = "lobby"] = positionals;
  if (name === undefined || positionals.length > 2) throw new RefusedError(usage);
  const url = setting("CHAT_URL") ?? "http://localhost:3000";
  return { name, room, url, socketUrl: setting("CHAT_SOCKET_URL") ?? url };
};

const tokenOf = async (name: string): Promise<string> => setting("CHAT_TOKEN") ?? makeToken(name);

const whyNot = (status: ConnectionStatus, url: string): string | undefined => {
  if (status.state === "stopped") return `The server refused: ${status.message}`;
  if (status.state !== "waiting") return undefined;
  if (status.code === "unreachable" || status.code === "no_answer") {
    return `There is no chat server at ${url}. Start it with: npm start`;
  }
  return `The server at ${url} refused: ${status.message}`;
};

/** The first session, or why there is none: at the start, nobody waits for a second attempt. */
const connected = async (client: ChatClient, url: string): Promise<void> => {
  const problem = new Promise<never>((_resolve, reject) => {
    client.on("state", (status) => {
      const sentence = whyNot(status, url);
      if (sentence !== undefined) reject(new RefusedError(sentence));
    });
  });
  // It may come true long after the start, when nobody asks any more.
  problem.catch(() => {});
  await Promise.race([client.whenReady(), problem]);
};

const chat = async (): Promise<void> => {
  const { name, room, url, socketUrl } = settings();
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
  await chat();
} catch (error) {
  process.stderr.write(`${inWords(error)}\n`);
  process.exitCode = 1;
}
