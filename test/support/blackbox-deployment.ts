import { randomBytes } from "node:crypto";

import type { ChatProcess } from "./chat-process.ts";
import { aHome, brisk, endWithin, removeHome, startChat } from "./chat-process.ts";

interface Running {
  readonly chat: ChatProcess;
  readonly home: string;
}

const graceMs = 10_000;
let running: Running | undefined;
let stopping = false;

/** Hands the deployment over to the workers, which inherit the environment. */
export const provide = async (): Promise<void> => {
  if (process.env.CHAT_URL !== undefined) {
    process.env.CHAT_SOCKET_URL ??= process.env.CHAT_URL;
    if (process.env.CHAT_JWT_SECRET === undefined) throw new Error("CHAT_URL is set: CHAT_JWT_SECRET is needed too.");
    return;
  }
  const home = aHome();
  const secret = randomBytes(32).toString("hex");
  const chat = await startChat(home, { JWT_SECRET: secret, LOG_LEVEL: "warn", ...brisk });
  running = { chat, home };
  void chat.ended.then(({ code, signal }) => {
    if (!stopping) process.stderr.write(`The chat died under the tests (${String(code ?? signal)}):\n${chat.said()}\n`);
  });
  process.env.CHAT_URL = chat.address;
  process.env.CHAT_SOCKET_URL = chat.address;
  process.env.CHAT_JWT_SECRET = secret;
  process.env.CHAT_IS_OURS = "yes";
};

/** Nothing that the tests sent may have been a surprise to the server. */
const surprises = (said: string): string[] => said.split("\n").filter((line) => /"level":"(error|fatal)"/.test(line));

export const dismiss = async (): Promise<void> => {
  if (!running) return;
  const { chat, home } = running;
  stopping = true;
  chat.signal("SIGTERM");
  const ended = await endWithin(chat.ended, graceMs);
  if (!ended) chat.signal("SIGKILL");
  const said = chat.said();
  removeHome(home);
  if (ended?.code !== 0) throw new Error(`SIGTERM: ${ended ? String(ended.code) : "no end in 10 s"}, not 0.\n${said}`);
  if (surprises(said).length > 0) throw new Error(`The chat logged errors:\n${surprises(said).join("\n")}`);
};
