import { once } from "node:events";
import { createServer } from "node:net";

/** Below what kernels give to outgoing connections: a port that is free stays so while a server takes seconds to start. */
const lowest = 20_000;
const highest = 32_000;

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port, "127.0.0.1");
  const isListening = await once(server, "listening").then(
    () => true,
    () => false,
  );
  server.close();
  return isListening;
};

/** A port that nobody listens on, for a server that must know it beforehand, and come back to it. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
};
