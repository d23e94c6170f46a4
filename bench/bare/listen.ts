import type { Server } from "node:http";

/** On any free port, and says where, as the product does. */
export const listen = (server: Server): void => {
  server.listen(0, () => {
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    process.stdout.write(`running at http://localhost:${port}\n`);
  });
  process.on("SIGTERM", () => process.exit());
};
