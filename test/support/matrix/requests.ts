import type { access } from "../../../handlers/wire/access.ts";
import type { Act } from "../../../handlers/wire/access-answers.ts";
import type { Operation } from "../../../handlers/wire/operation.ts";
import { operations } from "../../../handlers/wire/operations.ts";
import { clientEvents } from "../../../handlers/wire/socket-events.ts";
import { anId } from "../chat.ts";
import type { User } from "../user.ts";

/** Whom something is done to; each is in every room of the matrix that is not between two. */
export const bystanders = {
  target: "zz-target",
  guest: "zz-guest",
  outlaw: "zz-outlaw",
  nobody: "zz-nobody",
  nuisance: "zz-nuisance",
} as const;

export interface Reported {
  readonly id: string;
  readonly messageId: string;
}

export interface Asker {
  readonly actor: User;
  readonly roomId: string;
  /** A message of the room that somebody else wrote, and one that the actor did, where it is one of ours. */
  readonly messageId: string;
  readonly ownMessageId: string;
  /** And one that was reported, which neither the owner wrote nor the actor. */
  readonly report: Reported;
  readonly ownToken: string;
  /** Somebody else's. */
  readonly otherToken: string;
}

interface Request {
  /** Whose membership, ban or invitation the address names. */
  readonly userId?: string;
  /** Another message than somebody else's. */
  readonly messageId?: string;
  readonly query?: string;
  /** The body, or the payload of an event. */
  readonly body?: object;
}

type Recipe = (asker: Asker) => Request;

type Access = typeof access;

/** One for each row of the table: no operation is left out. */
type Recipes = {
  readonly [Name in keyof Access]: Access[Name] extends { readonly may: unknown } | { readonly always: unknown }
    ? Recipe
    : { readonly [Deed in keyof Access[Name]]: Recipe };
};

const longAgo = "2020-01-01T00:00:00Z";
const { target, guest, outlaw, nobody, nuisance } = bystanders;
const plain: Recipe = () => ({});
const self: Recipe = ({ actor }) => ({ userId: actor.id });

const recipes: Recipes = {
  createRoom: () => ({ body: { kind: "group" } }),
  listRooms: plain,
  listChannels: plain,
  getRoom: plain,
  changeRoom: {
    profile: () => ({ body: { name: "mine now" } }),
    locked: () => ({ body: { locked: true } }),
    announcement: () => ({ body: { announcement: true } }),
    slowMode: () => ({ body: { slowMode: 60 } }),
    history: () => ({ body: { history: "all" } }),
    privacy: () => ({ body: { privacy: { typing: false } } }),
    archived: () => ({ body: { archived: true } }),
  },
  deleteRoom: plain,
  changeSettings: () => ({ body: { pinned: true } }),
  readChanges: () => ({ query: "since=0" }),
  syncRooms: ({ roomId }) => ({ body: { rooms: { [roomId]: 0 } } }),

  listMembers: plain,
  addMembers: {
    others: () => ({ body: { userIds: [nobody] } }),
    oneself: ({ actor }) => ({ body: { userIds: [actor.id] } }),
  },
  putMember: { another: () => ({ userId: nobody }), oneself: self },
  changeMember: {
    role: () => ({ userId: target, body: { role: "reader" } }),
    owner: () => ({ userId: target, body: { role: "owner" } }),
  },
  removeMember: {
    another: () => ({ userId: target }),
    oneself: self,
    "oneself, with a successor": ({ actor }) => ({ userId: actor.id, query: `successor=${target}` }),
  },

  listMyInvitations: plain,
  listInvitations: plain,
  inviteUser: () => ({ userId: nobody, body: {} }),
  endInvitation: { another: () => ({ userId: guest }), oneself: self },

  muteMember: () => ({ userId: target, body: { seconds: 60 } }),
  unmuteMember: () => ({ userId: target }),
  listBans: plain,
  banUser: () => ({ userId: target, body: {} }),
  liftBan: () => ({ userId: outlaw }),

  listAudit: plain,
  listTenantAudit: plain,

  postMessage: () => ({ body: { text: "hello" } }),
  listMessages: plain,
  getMessage: plain,
  deleteMessage: { "one's own": ({ ownMessageId: messageId }) => ({ messageId }), "another's": plain },
  getCommand: plain,

  putReceipts: () => ({ body: { read: 1 } }),
  listReceipts: plain,
  listMessageReceipts: plain,
  getUnread: plain,

  reportMessage: ({ report }) => ({ messageId: report.messageId, body: { reason: "spam" } }),
  listReports: plain,
  listAllReports: plain,
  reviewReport: () => ({ body: { status: "resolved" } }),

  listBlocks: plain,
  blockUser: () => ({ userId: nuisance }),
  unblockUser: () => ({ userId: nuisance }),

  getPresence: () => ({ query: `user=${target}` }),
  getOnline: plain,

  getMe: plain,
  // So long ago that no token of this run ends.
  revokeMyTokens: () => ({ body: { before: longAgo } }),
  changeMe: () => ({ body: { data: { mood: "fine" } } }),
  readMyChanges: () => ({ query: "since=0" }),
  getUser: plain,
  changeUser: {
    another: () => ({ userId: nobody, body: { data: { mood: "fine" } } }),
    oneself: ({ actor }) => ({ userId: actor.id, body: { data: { mood: "fine" } } }),
    "oneself, deactivated": ({ actor }) => ({ userId: actor.id, body: { deactivated: false } }),
  },
  revokeTokens: {
    another: () => ({ userId: nobody, body: { before: longAgo } }),
    oneself: ({ actor }) => ({ userId: actor.id, body: { before: longAgo } }),
  },
  putUsers: () => ({ body: { users: [{ userId: nobody, data: { mood: "fine" } }] } }),
  getUsers: () => ({ query: `user=${target}` }),

  send: ({ roomId }) => ({ body: { roomId, text: "hello" } }),
  delete: {
    "one's own": ({ roomId, ownMessageId: messageId }) => ({ body: { roomId, messageId } }),
    "another's": ({ roomId, messageId }) => ({ body: { roomId, messageId } }),
  },
  receipts: ({ roomId }) => ({ body: [{ roomId, read: 1 }] }),
  sync: ({ roomId }) => ({ body: { rooms: { [roomId]: 0 } } }),
  typing: ({ roomId }) => ({ body: { roomId, active: true } }),
  presence: () => ({ body: { watch: [target], unwatch: [target] } }),
  auth: {
    "the same user": ({ ownToken }) => ({ body: { token: ownToken } }),
    "another user": ({ otherToken }) => ({ body: { token: otherToken } }),
  },
};

const recipeOf = ({ name, deed }: Act): Recipe => {
  const recipe: Recipe | Readonly<Record<string, Recipe>> = recipes[name];
  return typeof recipe === "function" ? recipe : recipe[deed ?? ""]!;
};

export const isEvent = ({ name }: Act): boolean => name in clientEvents;

const operationOf = ({ name }: Act): Operation => operations[name as keyof typeof operations];

const roomless: ReadonlySet<string> = new Set(["auth", "presence"]);

/** Whether it is about a room that is named. */
export const hasRoom = (act: Act): boolean =>
  isEvent(act) ? !roomless.has(act.name) : act.name === "syncRooms" || operationOf(act).path.includes("{roomId}");

export const hasReport = ({ name }: Act): boolean => name === "reportMessage" || name === "reviewReport";

export const isReading = (act: Act): boolean =>
  isEvent(act)
    ? act.name !== "send" && act.name !== "delete" && act.name !== "receipts"
    : act.name === "syncRooms" || operationOf(act).method === "get";

/** What is sent by socket. */
export const payloadOf = (act: Act, asker: Asker): object => recipeOf(act)(asker).body ?? {};

/** What is sent over HTTP. */
export const requestOf = (
  act: Act,
  asker: Asker,
): { readonly method: string; readonly path: string; readonly json?: object } => {
  const { userId = bystanders.target, messageId = asker.messageId, query, body } = recipeOf(act)(asker);
  const { method, path } = operationOf(act);
  const values: Readonly<Record<string, string>> = {
    roomId: asker.roomId,
    userId,
    messageId,
    reportId: asker.report.id,
    id: anId(),
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
  const address = query === undefined ? filled : `${filled}?${query}`;
  return { method: method.toUpperCase(), path: address, ...(body && { json: body }) };
};
