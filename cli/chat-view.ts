import { ChatApiError, ChatClientError } from "../client/src/index.ts";
import type { ConnectionStatus, MemberEvent, Message, RoomSummary } from "../client/src/index.ts";

export const help = [
  "Write a line and press Enter to send it. Besides:",
  "  /rooms        the rooms you are in",
  "  /join <room>  go to another room, and enter it if it is open to all",
  "  /quit         leave, once everything you wrote is stored",
].join("\n");

/** What others wrote must not command the terminal: control characters are shown as dots, line breaks are indented. */
const harmless = (text: string): string =>
  text.replace(/\r?\n/g, "\n    ").replace(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, "·");

export const messageLine = (message: Message, currentRoom: string): string => {
  const { authorId, text, deletedAt } = message;
  const said = authorId === undefined ? `* ${text}` : `${authorId}: ${text}`;
  const line = harmless(deletedAt === undefined ? said : `* a message of ${authorId ?? "the system"} was deleted`);
  return message.roomId === currentRoom ? line : `[${message.roomId}] ${line}`;
};

export const memberLine = ({ member }: MemberEvent): string =>
  harmless(`* ${member.userId} ${member.leftAt === undefined ? "joined" : "left"}`);

export const roomLine = (room: RoomSummary): string => {
  const title = room.name ?? (room.peer === undefined ? "" : `with ${room.peer}`);
  const members = room.memberCount === 1 ? "1 member" : `${room.memberCount} members`;
  const unread = (room.unread ?? 0) === 0 ? "" : `, ${room.unread} unread`;
  return harmless(`  ${room.id}${title === "" ? "" : `  ${title}`}  (${room.kind}, ${members}${unread})`);
};

/** Says when the connection comes and goes, once each; nothing about the first one. */
export const connectionLines = (): ((status: ConnectionStatus) => string | undefined) => {
  let isLost = false;
  return (status) => {
    const wasLost = isLost;
    if (status.state === "waiting" || status.state === "stopped") isLost = true;
    if (status.state === "online") isLost = false;
    if (status.state === "stopped") return `the server ended the connection: ${harmless(status.message)}`;
    if (isLost && !wasLost) return "connection lost, trying again";
    return wasLost && !isLost ? "connected again" : undefined;
  };
};

const refusals: Readonly<Record<string, string>> = {
  forbidden: "You may not do that here.",
  room_not_found: "There is no such room, or you are not in it.",
  not_writable: "Nobody may write here now.",
  too_large: "That is too long.",
  rate_limited: "That is too fast: wait a little.",
  token_expired: "The token has expired.",
  unauthenticated: "The server does not accept the token.",
};

/** What went wrong, in a sentence. */
export const inWords = (error: unknown): string => {
  if (error instanceof ChatApiError) {
    const problems = (error.errors ?? []).map(({ path, message }) => `${path}: ${message}`).join(" ");
    return harmless(problems || (refusals[error.code] ?? error.detail));
  }
  return error instanceof ChatClientError || error instanceof Error ? harmless(error.message) : "Something went wrong.";
};
