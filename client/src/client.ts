import { ChatApi } from "./api.ts";
import type { DeleteOptions } from "./queries.ts";
import type { ClientEvents } from "./client-events.ts";
import { CommandQueue } from "./command-queue.ts";
import { Connection } from "./connection.ts";
import type { ConnectionStatus } from "./connection.ts";
import type { MeEvent, Message, PostMessageRequest, Ready, Rejected, RoomEvent, SyncAnswer } from "./contract.ts";
import { Emitter } from "./emitter.ts";
import { hand } from "./hand.ts";
import { HttpClient } from "./http.ts";
import type { Fetch } from "./http.ts";
import type { OpenLink } from "./link.ts";
import { MeFeed } from "./me-feed.ts";
import { OpenRooms } from "./open-rooms.ts";
import type { RoomState } from "./room-reducer.ts";
import { platformScheduler } from "./scheduler.ts";
import type { Chance } from "./scheduler.ts";
import { socketLinks } from "./socket-link.ts";
import type { Transport } from "./socket-link.ts";
import { TokenSource } from "./token-source.ts";
import type { TokenProvider } from "./token-source.ts";
import { whenReady } from "./when-ready.ts";

export interface ConnectOptions {
  /** Of the HTTP API, as in `https://chat.example.com`. */
  readonly url: string;
  /** Of the socket tier, when it lives elsewhere. */
  readonly socketUrl?: string;
  readonly token: TokenProvider;
  /** Names the application in the server's logs, as in `my-app/2.1`. */
  readonly client?: string;
  /** `["websocket"]` when absent. */
  readonly transports?: readonly Transport[];
}

/** What the client takes from the world; tests give their own. */
export interface Platform extends Chance {
  readonly fetch: Fetch;
  readonly openLink: OpenLink;
}

const platformOf = (options: ConnectOptions): Platform => ({
  fetch: (url, init) => fetch(url, init),
  openLink: socketLinks(options.socketUrl ?? options.url, options.transports),
  scheduler: platformScheduler,
  random: Math.random,
});

/**
 * A user's live connection to the chat: the HTTP API as methods, events as they happen, rooms that are kept up to date,
 * and messages that are sent until they are stored.
 */
export class ChatClient extends ChatApi {
  readonly #http: HttpClient;
  readonly #platform: Platform;
  readonly #emitter = new Emitter<ClientEvents>();
  readonly #connection: Connection;
  readonly #rooms: OpenRooms;
  readonly #me: MeFeed;
  readonly #commands: CommandQueue;
  #session: Ready | undefined;

  private constructor(token: TokenSource, http: HttpClient, platform: Platform, client?: string) {
    super(http);
    this.#http = http;
    this.#platform = platform;
    const { openLink: open, scheduler, random } = platform;
    const chance = { scheduler, random };
    this.#connection = new Connection({ ...chance, open, token, client }, this.#listener());
    this.#rooms = new OpenRooms({ ...chance, api: this, sync: (rooms) => this.#pull(rooms), emitter: this.#emitter });
    this.#me = new MeFeed({
      ...chance,
      read: (since) => this.meChanges(since),
      tell: (event) => this.#onMine(event),
    });
    this.#commands = new CommandQueue({
      ...chance,
      hand: (command) => hand(command, this.#connection, new ChatApi(http)),
      command: (roomId, id) => this.command(roomId, id),
      message: (roomId, id) => this.message(roomId, id),
    });
  }

  /**
   * Begins to connect, and stays connected until `close()`. It returns at once, so that no event is missed: the methods
   * work from here on, `whenReady()` tells when the first session is there.
   */
  static connect(options: ConnectOptions, platform: Partial<Platform> = {}): ChatClient {
    const whole = { ...platformOf(options), ...platform };
    const token = new TokenSource(options.token);
    const http = new HttpClient({ url: options.url, token, fetch: whole.fetch, scheduler: whole.scheduler });
    const client = new ChatClient(token, http, whole, options.client);
    for (const name of ["message", "deleted"] as const) client.on(name, (message) => client.#commands.stored(message));
    client.#connection.start();
    return client;
  }

  get status(): ConnectionStatus {
    return this.#connection.status;
  }

  /** Known from the first session on. */
  get userId(): string | undefined {
    return this.#session?.userId;
  }

  /** @returns a function that takes the listener off again. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (payload: ClientEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  /**
   * The session, as soon as there is one.
   * @throws ChatClientError `stopped`, `closed`, or `timeout` after `withinMs` (never, when absent).
   */
  whenReady(withinMs?: number): Promise<Ready> {
    if (this.#connection.online && this.#session) return Promise.resolve(this.#session);
    return whenReady(this.#emitter, this.status, this.#platform.scheduler, withinMs);
  }

  /**
   * Resolves when the message is stored, which may be long after: without a connection, or while the server is in
   * trouble, the command is repeated with the same id, and never stored twice. Messages to one room keep their order.
   * @param request `id`: a lower-case UUID; made here when absent.
   * @throws ChatApiError when it is refused for good. @throws ChatClientError `closed`; `stored_unreadable` when it is
   * stored, but cannot be given back, since its author may not read the room any more.
   */
  send(roomId: string, request: Pick<PostMessageRequest, "id" | "text">): Promise<Message> {
    return this.#commands.send(roomId, request);
  }

  /**
   * As {@link send} does: resolves with what is left of the message once it is deleted, which it may have been before.
   * @param how `commandId`: a lower-case UUID; made here when absent.
   */
  override deleteMessage(roomId: string, messageId: string, how: DeleteOptions = {}): Promise<Message> {
    return this.#commands.delete(roomId, messageId, how.commandId);
  }

  /** Reads the latest page and the members, and keeps the state up to date from there. Again: the state that is held. */
  openRoom(roomId: string): Promise<RoomState> {
    return this.#rooms.open(roomId);
  }

  /** Stops keeping the room; its messages are still told. */
  closeRoom(roomId: string): void {
    this.#rooms.close(roomId);
  }

  roomState(roomId: string): RoomState | undefined {
    return this.#rooms.state(roomId);
  }

  /**
   * Widens an open room's window into the past.
   * @param limit 1–200 messages, 50 when absent.
   * @throws ChatClientError `room_not_open`, `room_closed`.
   */
  loadOlder(roomId: string, limit?: number): Promise<RoomState> {
    return this.#rooms.loadOlder(roomId, limit);
  }

  /** For good: what is under way is rejected with `closed`. */
  close(): void {
    this.#rooms.stop();
    this.#me.stop();
    this.#commands.close();
    this.#connection.close();
    this.#http.close();
    this.#emitter.clear();
  }

  #listener(): ConstructorParameters<typeof Connection>[1] {
    return {
      ready: (ready) => this.#onReady(ready),
      events: (events) => this.#onEvents(events),
      me: (events) => this.#me.offer(events),
      rejected: (rejected) => this.#onRejected(rejected),
      status: (status) => this.#emitter.emit("state", status),
    };
  }

  #pull(rooms: Readonly<Record<string, number>>): Promise<SyncAnswer> {
    return this.#connection.online ? this.#connection.sync({ rooms }) : this.sync(rooms);
  }

  #onReady(ready: Ready): void {
    if (this.#session && this.#session.epoch !== ready.epoch) {
      this.#rooms.forget();
      this.#me.forget();
    }
    this.#session = ready;
    this.#me.ready(ready.me.version);
    this.#rooms.ready(ready);
    this.#commands.wake();
    this.#emitter.emit("ready", ready);
  }

  /** A command's message settles it as soon as it is seen, also when its room has to wait for what lies before. */
  #onEvents(events: readonly RoomEvent[]): void {
    for (const event of events) if (event.type === "message") this.#commands.stored(event.message);
    this.#rooms.take(events);
  }

  #onMine(event: MeEvent): void {
    const { roomId } = event;
    switch (event.type) {
      case "joined":
        this.#rooms.joined(roomId, event.room.version);
        this.#emitter.emit("joined", event.room);
        break;
      case "left":
        this.#rooms.close(roomId);
        this.#emitter.emit("left", { roomId, ...(event.deleted && { deleted: true }) });
        break;
      case "invited":
        this.#emitter.emit("invited", event.invitation);
        break;
      case "uninvited":
        this.#emitter.emit("uninvited", { roomId });
        break;
      case "settings":
        this.#emitter.emit("settings", { roomId, settings: event.settings });
        break;
      default:
      // What only a newer client knows.
    }
  }

  #onRejected(rejected: Rejected): void {
    this.#commands.rejected(rejected);
    this.#emitter.emit("rejected", rejected);
  }
}
