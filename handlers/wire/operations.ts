import { rooms } from "./operations/rooms.ts";
import { members } from "./operations/members.ts";
import { moderation } from "./operations/moderation.ts";
import { invitations } from "./operations/invitations.ts";
import { audit } from "./operations/audit.ts";
import { blocks } from "./operations/blocks.ts";
import { receipts } from "./operations/receipts.ts";
import { reports } from "./operations/reports.ts";
import { messages } from "./operations/messages.ts";
import { presence } from "./operations/presence.ts";
import { users } from "./operations/users.ts";

/** Everything under /v1. The routes and the OpenAPI document are both made from this table. */
export const operations = {
  ...rooms,
  ...members,
  ...invitations,
  ...moderation,
  ...audit,
  ...messages,
  ...receipts,
  ...reports,
  ...blocks,
  ...presence,
  ...users,
};

export type Operations = typeof operations;
export type OperationId = keyof Operations;
