import { ChatApi } from "./api.ts";
import type { ClientEvents } from "./client-events.ts";
import { CommandQueue } from "./command-queue.ts";
import { Connection } from "./connection.ts";
import type { ConnectionListener } from "./connection.ts";
import type { ConnectOptions, Platform } from "./connect-options.ts";
import type { MeEvent, Ready, ReceiptsEvent, Rejected, RoomEvent, SyncAnswer } from "./contract.ts";
import { Emitter } from "./emitter.ts";
import { hand } from "./hand.ts";
import type { HttpClient } from "./http.ts";
import { MeFeed } from "./me-feed.ts";
import { MyReceipts } from "./my-receipts.ts";
import { OpenRooms } from "./open-rooms.ts";
import type { Chance } from "./scheduler.ts";
import { Signals } from "./signals.ts";
import { tellMine } from "./tell-mine.ts";
import type { TokenSource } from "./token-source.ts";

export interface ClientPartsOptions {
  readonly options: ConnectOptions;
  readonly platform: Platform;
  readonly token: TokenSource;
  readonly http: HttpClient;
}

/** What a client is made of, and what each part hears of what arrives. */
export class ClientParts {
  readonly emitter = new Emitter<ClientEvents>();
  readonly connection: Connection;
  readonly rooms: OpenRooms;
  readonly commands: CommandQueue;
  readonly receipts: MyReceipts;
  readonly signals: Signals;
  /** The latest one. */
  session: Ready | undefined;
  readonly #http: HttpClient;
  readonly #api: ChatApi;
  readonly #me: MeFeed;

  constructor({ options, platform, token, http }: ClientPartsOptions) {
    const { openLink: open, scheduler, random } = platform;
    const { client, saysDelivered = true } = options;
    const chance = { scheduler, random };
    const { emitter } = this;
    const api = new ChatApi(http);
    this.#http = http;
    this.#api = api;
    this.connection = new Connection({ ...chance, open, token, client }, this.#listener());
    const { connection } = this;
    this.rooms = new OpenRooms({ ...chance, api, sync: (rooms) => this.#sync(rooms), emitter });
    this.#me = new MeFeed({ ...chance, read: (since) => api.meChanges(since), tell: (event) => this.#onMine(event) });
    this.commands = this.#commandQueue(chance);
    const userId = () => this.session?.userId;
    this.receipts = new MyReceipts({ ...chance, connection, api, emitter, userId, saysDelivered });
    this.signals = new Signals({ scheduler, connection, emitter });
    for (const name of ["message", "deleted"] as const) emitter.on(name, (message) => this.commands.stored(message));
  }

  close(): void {
    this.rooms.stop();
    this.#me.stop();
    this.commands.close();
    this.receipts.stop();
    this.signals.stop();
    this.connection.close();
    this.#http.close();
    this.emitter.clear();
  }

  #commandQueue(chance: Chance): CommandQueue {
    const { connection, emitter } = this;
    const api = this.#api;
    return new CommandQueue({
      ...chance,
      hand: (command) => hand(command, connection, api),
      command: (roomId, id) => api.command(roomId, id),
      message: (roomId, id) => api.message(roomId, id),
      accepted: ({ roomId, id, wish }) => {
        if (wish.kind === "post") emitter.emit("accepted", { roomId, id });
      },
    });
  }

  #listener(): ConnectionListener {
    return {
      ready: (ready) => this.#onReady(ready),
      events: (events) => this.#onEvents(events),
      receipts: (events) => this.#onReceipts(events),
      typing: (typing) => this.signals.typists.take(typing),
      presence: (presences) => this.signals.watched.take(presences),
      me: (events) => this.#me.offer(events),
      rejected: (rejected) => this.#onRejected(rejected),
      status: (status) => this.emitter.emit("state", status),
    };
  }

  #sync(rooms: Readonly<Record<string, number>>): Promise<SyncAnswer> {
    return this.connection.online ? this.connection.sync({ rooms }) : this.#api.sync(rooms);
  }

  #onReady(ready: Ready): void {
    if (this.session && this.session.epoch !== ready.epoch) {
      this.rooms.forget();
      this.#me.forget();
      this.receipts.forget();
    }
    this.session = ready;
    this.#me.ready(ready.me.version);
    this.receipts.ready(ready);
    this.rooms.ready(ready);
    this.commands.wake();
    this.signals.watched.askAgain();
    this.emitter.emit("ready", ready);
  }

  /** A command's message settles it as soon as it is seen, also when its room has to wait for what lies before. */
  #onEvents(events: readonly RoomEvent[]): void {
    for (const event of events) if (event.type === "message") this.commands.stored(event.message);
    this.receipts.take(events);
    this.rooms.take(events);
    this.signals.typists.follow(events);
  }

  #onReceipts(events: readonly ReceiptsEvent[]): void {
    this.receipts.takeReceipts(events);
    this.rooms.takeReceipts(events);
  }

  #onMine(event: MeEvent): void {
    if (event.type === "joined") this.rooms.joined(event.room);
    if (event.type === "left") {
      this.rooms.close(event.roomId);
      this.signals.typists.forget(event.roomId);
    }
    if (event.type === "privacy") {
      this.rooms.renewReceipts();
      this.signals.renew(event.privacy);
    }
    this.receipts.takeMine(event);
    tellMine(this.emitter, event);
  }

  #onRejected(rejected: Rejected): void {
    this.commands.rejected(rejected);
    this.emitter.emit("rejected", rejected);
  }
}
