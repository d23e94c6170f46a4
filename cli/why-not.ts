import type { ConnectionStatus } from "../client/src/index.ts";

/**
 * Why there is no session, in sentences; nothing while it may still come.
 * @param signedWith what signed the token, where this command made it itself: as in `the secret in ./data`.
 */
export const whyNot = (status: ConnectionStatus, url: string, signedWith?: string): string | undefined => {
  if (status.state !== "waiting" && status.state !== "stopped") return undefined;
  const { code, message } = status;
  if (code === "unreachable" || code === "no_answer") {
    return `There is no chat server at ${url}. Start it with \`npm start\`, or set CHAT_URL if it runs elsewhere.`;
  }
  const refusal = `The server at ${url} refused: ${message}`;
  if (code !== "unauthenticated" || signedWith === undefined) return refusal;
  return `${refusal} It was signed with ${signedWith}; is the server using another DATA_DIR or JWT_SECRET?`;
};
