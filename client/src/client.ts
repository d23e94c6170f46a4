import { ChatApi } from "./api.ts";
import type { DeleteOptions } from "./queries.ts";
import type { ClientEvents } from "./client-events.ts";
import { ClientParts } from "./client-parts.ts";
import type { ConnectOptions, Platform } from "./connect-options.ts";
import { platformOf } from "./connect-options.ts";
import type { ConnectionStatus } from "./connection-status.ts";
import type { Message, MessageStatus, PostMessageRequest, Presence, Ready, RoomSettings } from "./contract.ts";
import { HttpClient } from "./http.ts";
import { statusOf } from "./message-status.ts";
import type { RoomState } from "./room-reducer.ts";
import type { Scheduler } from "./scheduler.ts";
import { TokenSource } from "./token-source.ts";
import { whenReady } from "./when-ready.ts";

/**
 * A user's live connection to the chat: the HTTP API as methods, events as they happen, rooms that are kept up to date,
 * and messages that are sent until they are stored.
 */
export class ChatClient extends ChatApi {
  readonly #parts: ClientParts;
  readonly #scheduler: Scheduler;

  private constructor(http: HttpClient, parts: ClientParts, scheduler: Scheduler) {
    super(http);
    this.#parts = parts;
    this.#scheduler = scheduler;
  }

  /**
   * Begins to connect, and stays connected until `close()`. It returns at once, so that no event is missed: the methods
   * work from here on, `whenReady()` tells when the first session is there.
   */
  static connect(options: ConnectOptions, given: Partial<Platform> = {}): ChatClient {
    const platform = { ...platformOf(options), ...given };
    const { fetch, scheduler } = platform;
    const token = new TokenSource(options.token);
    const http = new HttpClient({ url: options.url, token, fetch, scheduler });
    const parts = new ClientParts({ options, platform, token, http });
    parts.connection.start();
    return new ChatClient(http, parts, scheduler);
  }

  get status(): ConnectionStatus {
    return this.#parts.connection.status;
  }

  /** Known from the first session on. */
  get userId(): string | undefined {
    return this.#parts.session?.userId;
  }

  /** @returns a function that takes the listener off again. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (payload: ClientEvents[Name]) => void): () => void {
    return this.#parts.emitter.on(name, listener);
  }

  /**
   * The session, as soon as there is one.
   * @throws ChatClientError `stopped`, `closed`, or `timeout` after `withinMs` (never, when absent).
   */
  whenReady(withinMs?: number): Promise<Ready> {
    const { connection, emitter, session } = this.#parts;
    if (connection.online && session) return Promise.resolve(session);
    return whenReady(emitter, this.status, this.#scheduler, withinMs);
  }

  /**
   * Resolves when the message is stored, which may be long after: without a connection, or while the server is in
   * trouble, the command is repeated with the same id, and never stored twice. Messages to one room keep their order.
   * @param request `id`: a lower-case UUID; made here when absent. `seen`: up to which message the room was on screen, which is
   * said as {@link markRead} says it.
   * @throws ChatApiError when it is refused for good. @throws ChatClientError `closed`; `stored_unreadable` when it is
   * stored, but cannot be given back, since its author may not read the room any more.
   */
  send(
    roomId: string,
    { seen, ...request }: Pick<PostMessageRequest, "id" | "text" | "mentions" | "seen">,
  ): Promise<Message> {
    this.#parts.signals.typing.sent(roomId);
    if (seen !== undefined) this.markRead(roomId, seen);
    return this.#parts.commands.send(roomId, request);
  }

  /**
   * As {@link send} does: resolves with what is left of the message once it is deleted, which it may have been before.
   * @param how `commandId`: a lower-case UUID; made here when absent.
   */
  override deleteMessage(roomId: string, messageId: string, how: DeleteOptions = {}): Promise<Message> {
    return this.#parts.commands.delete(roomId, messageId, how.commandId);
  }

  /**
   * Shows the others in the room that I am typing, or have stopped. To be called at every stroke: the server is told when it
   * has to be. Sending a message, and six seconds without a call, end it too. May be lost, and tells nothing of a refusal.
   */
  typing(roomId: string, active: boolean): void {
    this.#parts.signals.typing.set(roomId, active);
  }

  /** Who else is typing there now, by user id. */
  typists(roomId: string): readonly string[] {
    return this.#parts.signals.typists.in(roomId);
  }

  /**
   * From now on `presence` tells how these users stand, and whenever they come or go; at most 500 at once.
   * @returns how they stand, as far as that is known now.
   * @throws ChatApiError `too_many_watched`; then none of them is watched that was not.
   */
  watchPresence(userIds: readonly string[]): Promise<readonly Presence[]> {
    return this.#parts.signals.watched.watch(userIds);
  }

  unwatchPresence(userIds: readonly string[]): void {
    this.#parts.signals.watched.unwatch(userIds);
  }

  /** Of a user whom I watch, as far as it is known. */
  presenceOf(userId: string): Presence | undefined {
    return this.#parts.signals.watched.of(userId);
  }

  /**
   * Says that I have read a room up to that message, and thereby received it; more than it has messages counts as all. May be called at
   * every turn: it is said a few times a second at most, repeated until the server has it, and never goes back.
   */
  markRead(roomId: string, seq: number): void {
    this.#parts.receipts.read(roomId, seq);
  }

  /** The same of receiving, which the client says by itself unless `saysDelivered` is `false`. */
  markDelivered(roomId: string, seq: number): void {
    this.#parts.receipts.delivered(roomId, seq);
  }

  override markUnread(roomId: string, seq: number | null): Promise<RoomSettings> {
    return this.#parts.receipts.markUnread(roomId, seq);
  }

  /** How many messages are unread in a room of mine, open or not; in all of them, when none is named. */
  unread(roomId?: string): number {
    return this.#parts.receipts.unread(roomId).unread;
  }

  /** As many of them mention me; of each room 1,000 at most. */
  unreadMentions(roomId?: string): number {
    return this.#parts.receipts.unread(roomId).unreadMentions;
  }

  /** How far a message of mine has come: `accepted` while it waits to be stored, and of an open room as {@link statusOf} says. */
  statusOf(roomId: string, messageId: string): "accepted" | MessageStatus | undefined {
    const state = this.roomState(roomId);
    const message = state?.messages.findLast(({ id }) => id === messageId);
    if (state && message) return statusOf(state, message);
    return this.#parts.commands.isWaiting(roomId, messageId) ? "accepted" : undefined;
  }

  /** Reads the latest page and the members, and keeps the state up to date from there. Again: the state that is held. */
  openRoom(roomId: string): Promise<RoomState> {
    return this.#parts.rooms.open(roomId);
  }

  /** Stops keeping the room; its messages are still told. */
  closeRoom(roomId: string): void {
    this.#parts.rooms.close(roomId);
  }

  roomState(roomId: string): RoomState | undefined {
    return this.#parts.rooms.state(roomId);
  }

  /**
   * Widens an open room's window into the past.
   * @param limit 1–200 messages, 50 when absent.
   * @throws ChatClientError `room_not_open`, `room_closed`.
   */
  loadOlder(roomId: string, limit?: number): Promise<RoomState> {
    return this.#parts.rooms.loadOlder(roomId, limit);
  }

  /** For good: what is under way is rejected with `closed`. */
  close(): void {
    this.#parts.close();
  }
}
