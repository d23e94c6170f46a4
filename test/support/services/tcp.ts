import { once } from "node:events";
import { connect } from "node:net";

/** Whether somebody takes connections there. */
export const takesConnections = async (port: number): Promise<boolean> => {
  const socket = connect(port, "127.0.0.1");
  const isTaken = await Promise.race([
    once(socket, "connect").then(() => true),
    new Promise<false>((resolve) => socket.on("error", () => resolve(false))),
  ]).catch(() => false);
  socket.destroy();
  return isTaken;
};
