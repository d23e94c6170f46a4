import type {
  Accepted,
  AddMembersRequest,
  AuditPage,
  ChangeMeRequest,
  ChangeRoomRequest,
  ChangeSettingsRequest,
  Changes,
  CommandStatus,
  CreateRoomRequest,
  Invitation,
  InvitationsPage,
  InviteRequest,
  Me,
  MeChanges,
  Member,
  MembersPage,
  Message,
  MessagesPage,
  Online,
  PostMessageRequest,
  Presence,
  PresenceAnswer,
  Role,
  RoomSettings,
  RoomsPage,
  RoomSummary,
  SyncAnswer,
  User,
  UsersAnswer,
} from "./contract.ts";
import type { HttpClient } from "./http.ts";
import { enc, invitationPath, memberPath, roomPath, userPath } from "./paths.ts";
import type { DeleteOptions, HistoryQuery, ListQuery, RoomsQuery, SearchQuery } from "./queries.ts";
import { ReceiptsApi } from "./receipts-api.ts";

/**
 * The HTTP API, a method per route. Every method throws `ChatApiError` when the server refuses, and
 * `ChatClientError` (`unreachable`, `timeout`, `no_token`, `closed`) when there is no answer.
 */
export class ChatApi extends ReceiptsApi {
  readonly #http: HttpClient;
  #myId: string | undefined;

  constructor(http: HttpClient) {
    super(http);
    this.#http = http;
  }

  /** The same id, or the same pair of a `direct` room, gives the room that is there. */
  createRoom(request: CreateRoomRequest): Promise<RoomSummary> {
    return this.#http.request("POST", "/v1/rooms", { body: request });
  }

  /** My rooms, latest activity first, without those that I have hidden or shelved. */
  rooms(query: RoomsQuery = {}): Promise<RoomsPage> {
    return this.#http.request("GET", "/v1/rooms", { query: { ...query } });
  }

  /** The channels that anyone may join, by name. `q`: what a word of the name begins with, and goes on with. */
  channels(query: SearchQuery = {}): Promise<RoomsPage> {
    return this.#http.request("GET", "/v1/channels", { query: { ...query } });
  }

  room(roomId: string): Promise<RoomSummary> {
    return this.#http.request("GET", roomPath(roomId));
  }

  /** `null` takes a part of the profile away; what is absent stays as it is. */
  changeRoom(roomId: string, change: ChangeRoomRequest): Promise<RoomSummary> {
    return this.#http.request("PATCH", roomPath(roomId), { body: change });
  }

  /** With everything in it, for everybody and for good. Its id stays taken. */
  async deleteRoom(roomId: string): Promise<void> {
    await this.#http.request("DELETE", roomPath(roomId));
  }

  /** What I alone have of a room; what is absent stays as it is. All my devices are told. */
  changeSettings(roomId: string, change: ChangeSettingsRequest): Promise<RoomSettings> {
    return this.#http.request("PATCH", `${roomPath(roomId)}/settings`, { body: change });
  }

  members(roomId: string, query: ListQuery = {}): Promise<MembersPage> {
    return this.#http.request("GET", `${roomPath(roomId)}/members`, { query: { ...query } });
  }

  /** Up to 100 users at once; who is in already stays as they are. */
  addMembers(roomId: string, userIds: readonly string[], role?: AddMembersRequest["role"]): Promise<MembersPage> {
    return this.#http.request("POST", `${roomPath(roomId)}/members`, { body: { userIds, ...(role && { role }) } });
  }

  /** `owner` hands the room over: I am a moderator from then on. */
  changeRole(roomId: string, userId: string, role: Role): Promise<Member> {
    return this.#http.request("PATCH", memberPath(roomId, userId), { body: { role } });
  }

  async removeMember(roomId: string, userId: string): Promise<void> {
    await this.#http.request("DELETE", memberPath(roomId, userId));
  }

  /** They accept with {@link join}, and decline with {@link endInvitation}. */
  invite(roomId: string, userId: string, role?: InviteRequest["role"]): Promise<Invitation> {
    return this.#http.request("PUT", invitationPath(roomId, userId), { body: { ...(role && { role }) } });
  }

  /** Of a room, for who looks after it. */
  invitations(roomId: string, query: ListQuery = {}): Promise<InvitationsPage> {
    return this.#http.request("GET", `${roomPath(roomId)}/invitations`, { query: { ...query } });
  }

  myInvitations(query: ListQuery = {}): Promise<InvitationsPage> {
    return this.#http.request("GET", "/v1/me/invitations", { query: { ...query } });
  }

  /** Withdraws it; my own one I decline. */
  async endInvitation(roomId: string, userId?: string): Promise<void> {
    await this.#http.request("DELETE", invitationPath(roomId, userId ?? (await this.#me())));
  }

  /** Who did what in a room, the latest first; for its owner. */
  audit(roomId: string, query: ListQuery = {}): Promise<AuditPage> {
    return this.#http.request("GET", `${roomPath(roomId)}/audit`, { query: { ...query } });
  }

  async join(roomId: string): Promise<void> {
    await this.#http.request("PUT", memberPath(roomId, await this.#me()));
  }

  /** @param successor for an owner: the member who owns the room from then on */
  async leave(roomId: string, successor?: string): Promise<void> {
    await this.#http.request("DELETE", memberPath(roomId, await this.#me()), { query: { successor } });
  }

  history(roomId: string, query: HistoryQuery = {}): Promise<MessagesPage> {
    return this.#http.request("GET", `${roomPath(roomId)}/messages`, { query: { ...query } });
  }

  message(roomId: string, messageId: string): Promise<Message> {
    return this.#http.request("GET", `${roomPath(roomId)}/messages/${enc(messageId)}`);
  }

  /**
   * Posts by HTTP, once: `ChatClient.send` is what keeps at it until the message is stored.
   * @param waitSeconds 0–10: how long the server may wait for the message itself, in place of `Accepted`.
   */
  postMessage(roomId: string, request: PostMessageRequest, waitSeconds = 0): Promise<Accepted | Message> {
    const headers = waitSeconds > 0 ? { prefer: `wait=${String(waitSeconds)}` } : {};
    return this.#http.request("POST", `${roomPath(roomId)}/messages`, { body: request, headers });
  }

  /**
   * Deletes by HTTP, once: `ChatClient.deleteMessage` is what keeps at it until it is done.
   * @returns what is left of the message, when the server was to wait for it, in place of `Accepted`
   */
  deleteMessage(roomId: string, messageId: string, how: DeleteOptions = {}): Promise<Accepted | Message> {
    const { commandId, waitSeconds = 0 } = how;
    const headers = {
      ...(commandId === undefined ? {} : { "idempotency-key": commandId }),
      ...(waitSeconds > 0 ? { prefer: `wait=${String(waitSeconds)}` } : {}),
    };
    return this.#http.request("DELETE", `${roomPath(roomId)}/messages/${enc(messageId)}`, { headers });
  }

  /** What became of my command. */
  command(roomId: string, commandId: string): Promise<CommandStatus> {
    return this.#http.request("GET", `${roomPath(roomId)}/commands/${enc(commandId)}`);
  }

  changes(roomId: string, since: number, limit?: number): Promise<Changes> {
    return this.#http.request("GET", `${roomPath(roomId)}/changes`, { query: { since, limit } });
  }

  /** @param rooms up to 200 room ids, each with the position held. */
  sync(rooms: Readonly<Record<string, number>>): Promise<SyncAnswer> {
    return this.#http.request("POST", "/v1/sync", { body: { rooms } });
  }

  async me(): Promise<Me> {
    const me = await this.#http.request<Me>("GET", "/v1/me");
    this.#myId = me.userId;
    return me;
  }

  /** `null` takes a part of the profile away; what is absent stays as it is. */
  changeMe(change: ChangeMeRequest): Promise<Me> {
    return this.#http.request("PATCH", "/v1/me", { body: change });
  }

  meChanges(since: number, limit?: number): Promise<MeChanges> {
    return this.#http.request("GET", "/v1/me/changes", { query: { since, limit } });
  }

  /** Profiles of up to 100 users; who does not exist is left out. */
  users(userIds: readonly string[]): Promise<UsersAnswer> {
    return this.#http.request("GET", "/v1/users", { query: { user: userIds } });
  }

  /** How up to 100 users stand now; who does not exist is offline. */
  async presence(userIds: readonly string[]): Promise<readonly Presence[]> {
    const query = { user: userIds };
    return (await this.#http.request<PresenceAnswer>("GET", "/v1/presence", { query })).presences;
  }

  /** Which members of a room are online; in a large room only how many. */
  online(roomId: string): Promise<Online> {
    return this.#http.request("GET", `${roomPath(roomId)}/online`);
  }

  user(userId: string): Promise<User> {
    return this.#http.request("GET", userPath(userId));
  }

  /** A page of all users, or of those whose id or word in the name begins with `q`. */
  findUsers(query: SearchQuery = {}): Promise<UsersAnswer> {
    return this.#http.request("GET", "/v1/users", { query: { ...query } });
  }

  async #me(): Promise<string> {
    return this.#myId ?? (await this.me()).userId;
  }
}
