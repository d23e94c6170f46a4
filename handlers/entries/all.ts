import { readConfig } from "../../infra/config.ts";
import { curlLine } from "../http/pages/curl-line.ts";
import type { EmbeddedChat } from "./embedded.ts";
import { startEmbedded } from "./embedded.ts";
import { run } from "./run.ts";

const running = ({ address }: EmbeddedChat): string => `
The chat is running at ${address}

The API and its documents: ${address}/docs
Stop with Ctrl+C.
`;

const nextSteps = ({ address }: EmbeddedChat): string => `
The chat is running at ${address}

Try it, in other terminals, from this directory:

  npm run chat -- alice                  a terminal chat as alice, in the room "lobby"
  npm run chat -- bob                    and as bob: now two people talk

Post as alice with curl; both terminals show it:

  ${curlLine(address)}

The API and its documents: ${address}/docs
Stop with Ctrl+C.
`;

await run(async () => {
  const chat = await startEmbedded(readConfig());
  process.stdout.write(chat.isTrial ? nextSteps(chat) : running(chat));
  return chat;
});
