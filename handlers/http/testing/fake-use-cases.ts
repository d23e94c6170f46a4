import type { Invitation } from "../../../core/entities/invitation.ts";
import type { Member } from "../../../core/entities/member.ts";
import type { Message } from "../../../core/entities/message.ts";
import type { Report } from "../../../core/entities/report.ts";
import type { RoomSummary } from "../../../core/entities/room.ts";
import { ChatError } from "../../../core/errors.ts";
import type { HttpUseCases } from "../use-cases.ts";

const at = "2026-01-02T03:04:05.678Z";
export const messageId = "0190b6c0-0000-7000-8000-000000000001";

export const aMessage = (more: Partial<Message> = {}): Message => ({
  id: messageId,
  roomId: "lobby",
  seq: 1,
  version: 2,
  authorId: "alice",
  text: "hello",
  createdAt: at,
  ...more,
});

const aRoom = (id: string): RoomSummary => ({
  id,
  kind: "group",
  createdAt: at,
  seq: 1,
  version: 2,
  marks: 0,
  memberCount: 1,
});
const aMember = (userId: string): Member => ({ userId, role: "member", joinedSeq: 0 });

const anInvitation = (more: Partial<Invitation>): Invitation => ({
  roomId: "lobby",
  userId: "bob",
  role: "member",
  invitedBy: "alice",
  at,
  ...more,
});

const aReport = (more: Partial<Report> = {}): Report => ({
  id: messageId,
  roomId: "lobby",
  messageId,
  reportedBy: "bob",
  reason: "spam",
  at,
  copy: { authorId: "alice", text: "hello", createdAt: at },
  status: "open",
  ...more,
});

type OfMessages = "sendMessage" | "deleteMessage" | "awaitCommand" | "listMessages" | "getMessage" | "getCommand";

const fakeMessages = (): Pick<HttpUseCases, OfMessages> => ({
  sendMessage: {
    execute: async ({ author, roomId, id = messageId, text }) => ({
      command: {
        kind: "post",
        room: { tenantId: author.tenantId, roomId },
        authorId: author.userId,
        id,
        text,
        digest: "",
        acceptedAt: at,
      },
      standings: [],
    }),
  },
  deleteMessage: {
    execute: async ({ author, roomId, messageId: of, id = messageId }) => ({
      kind: "delete",
      room: { tenantId: author.tenantId, roomId },
      authorId: author.userId,
      id,
      messageId: of,
      digest: "",
      acceptedAt: at,
    }),
  },
  awaitCommand: {
    execute: async (command) =>
      command.kind === "post"
        ? aMessage({ id: command.id, text: command.text })
        : aMessage({ id: command.messageId, text: "", deletedAt: at }),
  },
  listMessages: {
    execute: async () => ({ messages: [aMessage()], users: {}, version: 2, hasMoreBefore: false, hasMoreAfter: false }),
  },
  getMessage: { execute: async ({ messageId: id }) => aMessage({ id }) },
  getCommand: { execute: async ({ id, roomId }) => ({ id, roomId, status: "unknown" }) },
});

const fakeReceipts = (): Pick<HttpUseCases, "sendReceipt" | "listReceipts" | "listMessageReceipts" | "getUnread"> => ({
  sendReceipt: { execute: async () => {} },
  listReceipts: {
    execute: async () => ({ receipts: [{ userId: "bob", delivered: 1, read: 0 }], marks: 1, users: {} }),
  },
  listMessageReceipts: {
    execute: async () => ({
      seq: 1,
      status: "delivered_to_all",
      members: 1,
      delivered: 1,
      read: 0,
      receipts: [{ userId: "bob", delivered: 1, read: 0 }],
      users: {},
    }),
  },
  getUnread: {
    execute: async () => {
      const counts = { unread: 2, unreadMentions: 1 };
      return { ...counts, rooms: [{ roomId: "lobby", seq: 3, ...counts }] };
    },
  },
});

const fakePresence = (): Pick<HttpUseCases, "getPresence" | "getOnline"> => ({
  getPresence: { execute: async ({ userIds }) => userIds.map((userId) => ({ userId, online: userId === "alice" })) },
  getOnline: { execute: async () => ({ online: ["alice"], count: 1 }) },
});

type OfUsers = "putUsers" | "changeUser" | "revokeTokens" | "getUser" | "listUsers" | "getUsers";

const fakeUsers = (): Pick<HttpUseCases, OfUsers> => ({
  putUsers: { execute: async ({ users }) => users.map(({ userId }) => ({ userId })) },
  changeUser: { execute: async ({ actor, userId }) => ({ tenantId: actor.tenantId, userId, version: 1 }) },
  revokeTokens: { execute: async ({ before = at }) => ({ tokensFrom: before }) },
  getUser: { execute: async ({ userId }) => ({ userId, name: userId }) },
  listUsers: { execute: async () => ({ users: [{ userId: "alice", name: "Alice" }] }) },
  getUsers: { execute: async ({ userIds }) => userIds.map((userId) => ({ userId, name: userId })) },
});

/** A small world: everybody whose token is a name may do everything, and what is asked for is there. */
export const fakeUseCases = (): HttpUseCases => ({
  authenticate: {
    async execute(token) {
      if (token === "expired") throw new ChatError("token_expired");
      return { tenantId: "default", userId: token, expiresAt: Infinity };
    },
  },
  countFailure: { execute: async () => {} },
  spendBudget: { execute: async () => [] },
  createRoom: { execute: async ({ id = "made" }) => ({ room: aRoom(id), users: {}, created: id !== "lobby" }) },
  listRooms: { execute: async () => ({ rooms: [aRoom("lobby")], users: {} }) },
  listChannels: { execute: async () => ({ rooms: [aRoom("lobby")], users: {} }) },
  getRoom: { execute: async ({ roomId }) => aRoom(roomId) },
  changeRoom: { execute: async ({ roomId }) => aRoom(roomId) },
  deleteRoom: { execute: async () => {} },
  changeSettings: { execute: async () => ({ pinned: true }) },
  readChanges: { execute: async ({ since }) => ({ events: [], version: since, more: false }) },
  syncRooms: { execute: async ({ rooms }) => new Map([...rooms.keys()].map((id) => [id, { gone: true }])) },
  listMembers: { execute: async () => ({ members: [aMember("alice")], users: {} }) },
  addMembers: { execute: async ({ userIds }) => ({ members: userIds.map(aMember), users: {} }) },
  changeRole: { execute: async ({ userId, role }) => ({ ...aMember(userId), role }) },
  removeMember: { execute: async () => {} },
  inviteUser: {
    execute: async ({ actor, roomId, userId, role = "member" }) =>
      anInvitation({ roomId, userId, role, invitedBy: actor.userId }),
  },
  endInvitation: { execute: async () => {} },
  listInvitations: { execute: async () => ({ invitations: [anInvitation({})], users: {} }) },
  muteMember: { execute: async ({ userId, seconds }) => ({ ...aMember(userId), ...(seconds && { mutedUntil: at }) }) },
  banUser: { execute: async ({ userId, actor }) => ({ userId, bannedBy: actor.userId, at }) },
  liftBan: { execute: async () => {} },
  listAudit: {
    execute: async () => ({ records: [{ number: 1, action: "room.created", actorId: "alice", at }], users: {} }),
  },
  listBans: { execute: async () => ({ bans: [{ userId: "bob", bannedBy: "alice", at }], users: {} }) },
  ...fakeMessages(),
  ...fakeReceipts(),
  blockUser: { execute: async ({ userId }) => ({ userId, at }) },
  unblockUser: { execute: async () => {} },
  listBlocks: { execute: async () => ({ blocks: [{ userId: "bob", at }], users: {} }) },
  reportMessage: {
    execute: async ({ actor, roomId, messageId: of, reason }) => {
      const { id, at: madeAt } = aReport();
      return { id, roomId, messageId: of, reportedBy: actor.userId, reason, at: madeAt };
    },
  },
  listReports: { execute: async () => ({ reports: [aReport()], users: {} }) },
  reviewReport: {
    execute: async ({ reportId: id, status, actor }) =>
      aReport({ id, status, review: { reviewedBy: actor.userId, at } }),
  },
  ...fakePresence(),
  getMe: { execute: async ({ tenantId, userId }) => ({ tenantId, userId, version: 1 }) },
  readMyChanges: { execute: async ({ since }) => ({ events: [], version: since, more: false }) },
  ...fakeUsers(),
});
