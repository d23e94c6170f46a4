import { readConfig } from "../../infra/config.ts";
import type { EmbeddedChat } from "./embedded.ts";
import { startEmbedded } from "./embedded.ts";
import { nextSteps } from "./parts/next-steps.ts";
import { run } from "./run.ts";

const running = ({ address }: EmbeddedChat): string => `
The chat is running at ${address}

The API and its documents: ${address}/docs
Stop with Ctrl+C.
`;

await run(async () => {
  const config = readConfig();
  const chat = await startEmbedded(config);
  process.stdout.write(chat.isTrial ? nextSteps(chat.address, config.dataDir) : running(chat));
  return chat;
});
