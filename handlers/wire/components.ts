import { z } from "zod";

import * as answers from "./answers.ts";
import * as events from "./events.ts";
import { privacy, privacyChange } from "./privacy.ts";
import * as requests from "./requests.ts";
import * as rows from "./rows.ts";
import * as socket from "./socket.ts";

/** JSON Schema 2020-12, as OpenAPI 3.1 and AsyncAPI 3.0 take it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

const named = {
  Accepted: answers.accepted,
  AckRefusal: socket.ackRefusal,
  AddMembersRequest: requests.addMembersRequest,
  AuditPage: answers.auditPage,
  AuditRecord: rows.auditRecord,
  AuthAck: socket.authAck,
  AuthRequest: socket.authRequest,
  Ban: rows.ban,
  BanRequest: requests.banRequest,
  BansPage: answers.bansPage,
  Block: rows.block,
  BlocksPage: answers.blocksPage,
  Bye: socket.bye,
  ChangeSettingsRequest: requests.changeSettingsRequest,
  Changes: events.changes,
  ChangeMemberRequest: requests.changeMemberRequest,
  ChangeRoomRequest: requests.changeRoomRequest,
  ChangeMeRequest: requests.changeMeRequest,
  ChangeUserRequest: requests.changeUserRequest,
  ChangesPage: events.changesPage,
  ChangesReset: events.changesReset,
  CommandStatus: answers.commandStatus,
  CreateRoomRequest: requests.createRoomRequest,
  DeleteAck: socket.deleteAck,
  DeleteRequest: requests.deleteRequest,
  FieldProblem: rows.fieldProblem,
  HandshakeAuth: socket.handshakeAuth,
  HeadEvent: events.headEvent,
  Invitation: rows.invitation,
  InvitationsPage: answers.invitationsPage,
  InviteRequest: requests.inviteRequest,
  MadeReport: rows.madeReport,
  Me: answers.me,
  MeChanges: answers.meChanges,
  MeEvent: events.meEvent,
  MeEvents: socket.meEvents,
  Member: rows.member,
  MemberEvent: events.memberEvent,
  MembersPage: answers.membersPage,
  Message: rows.message,
  MessageEvent: events.messageEvent,
  MessagesPage: answers.messagesPage,
  MessageReceipts: answers.messageReceipts,
  MuteRequest: requests.muteRequest,
  Online: answers.online,
  PostMessageRequest: requests.postMessageRequest,
  Presence: rows.presence,
  PresenceAck: socket.presenceAck,
  PresenceAnswer: answers.presences,
  PresenceRequest: requests.presenceRequest,
  Privacy: privacy,
  PrivacyChange: privacyChange,
  Problem: rows.problem,
  Profile: rows.profile,
  PutUsersRequest: requests.putUsersRequest,
  PutReceiptsRequest: requests.putReceiptsRequest,
  Ready: socket.ready,
  ReceiptsAck: socket.receiptsAck,
  ReceiptsEvent: events.receiptsEvent,
  ReceiptsEvents: socket.receiptsEvents,
  ReceiptsPage: answers.receiptsPage,
  ReceiptsRequest: requests.receiptsRequest,
  Rejected: socket.rejected,
  Revocation: answers.revocation,
  RevocationRequest: requests.revocationRequest,
  Report: rows.report,
  ReportRequest: requests.reportRequest,
  ReportsPage: answers.reportsPage,
  ReviewRequest: requests.reviewRequest,
  Room: rows.room,
  RoomChangedEvent: events.roomChangedEvent,
  RoomEvent: events.roomEvent,
  RoomEvents: socket.roomEvents,
  RoomPosition: socket.roomPosition,
  RoomSettings: rows.roomSettings,
  RoomSummary: rows.roomSummary,
  RoomsPage: answers.roomsPage,
  SendAck: socket.sendAck,
  SendRequest: requests.sendRequest,
  SyncAck: socket.syncAck,
  SyncAnswer: answers.syncAnswer,
  SyncRequest: requests.syncRequest,
  SyncResult: events.syncResult,
  User: rows.user,
  Unread: answers.unread,
  Users: rows.users,
  Watermarks: rows.watermarks,
  UsersAnswer: answers.usersAnswer,
} as const satisfies Record<string, z.ZodType>;

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });

const addressOf = (id: string): string => `#/components/schemas/${id}`;

/** A schema inside a document is a part of it, with no address and no dialect of its own. */
const asPart = ({ $id: _id, $schema: _dialect, ...schema }: JsonSchema): JsonSchema => schema;

/** Every schema that has a name, under the name of its contract type. What is sent may grow fields; what is taken may not. */
export const componentSchemas = (): Readonly<Record<string, JsonSchema>> => {
  const { schemas } = z.toJSONSchema(registry, { uri: addressOf, io: "input" });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, asPart(schema)]));
};

/** A reference to a schema with a name; any other stands where it is used. */
export const schemaOf = (schema: z.ZodType): JsonSchema => {
  const name = registry.get(schema)?.id;
  return name === undefined ? asPart(z.toJSONSchema(schema, { io: "output" })) : { $ref: addressOf(name) };
};
