import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Notice } from "../../core/entities/notice.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { NoticeSource } from "../../core/ports/broadcaster.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import { Hearing } from "./hearing.ts";
import type { ChatServer } from "./chat-server.ts";
import { presenceName, roomName, userName } from "./names.ts";
import { channelOf, RoomAdapter } from "./room-adapter.ts";
import type { RoomAdapterParts } from "./room-adapter.ts";
import { reasons, Subscriptions } from "./subscriptions.ts";

export interface RedisNoticeSourceParts {
  /** A connection of its own, over which nothing else is asked. */
  readonly subscriber: Redis;
  readonly publisher: Redis;
  /** The deployment's namespace: what the names of its Redis channels begin with. */
  readonly key: string;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "setback">;
  /** Told when the subscriber is connected and deaf, and when it hears again. */
  readonly link: Pick<Telemetry, "linkChanged">;
}

type Watched = Parameters<NoticeSource["watch"]>;

/** The notices that a gateway hears through Redis: of the rooms and users that it watches, and of no others. */
export class RedisNoticeSource implements NoticeSource {
  readonly #key: string;
  readonly #telemetry: RedisNoticeSourceParts["telemetry"];
  readonly #subscriptions: Subscriptions;
  readonly #hearing: Hearing;
  readonly #adapterParts: RoomAdapterParts;
  readonly #handlers: ((notice: Notice) => void)[] = [];

  constructor({ subscriber, publisher, key, clock, telemetry, link }: RedisNoticeSourceParts) {
    this.#key = key;
    this.#telemetry = telemetry;
    const subscriptions = new Subscriptions({ redis: subscriber, clock, telemetry });
    this.#subscriptions = subscriptions;
    const channel = `${key}-probe#${randomUUID()}#`;
    const replace = (): void => {
      subscriber.disconnect(true);
    };
    this.#hearing = new Hearing({ publisher, subscriptions, channel, clock, link, replace });
    this.#adapterParts = { publisher, subscriptions, key, telemetry, onNotice: (notice) => this.#tell(notice) };
  }

  /** False while something that is watched may be missed. */
  get isHearing(): boolean {
    return this.#hearing.isHearing;
  }

  /** From now on what comes for the server's own rooms reaches them, and notices are heard. Before any socket is there. */
  serve(io: ChatServer): void {
    const parts = this.#adapterParts;
    io.adapter(
      class extends RoomAdapter {
        constructor(nsp: ConstructorParameters<typeof RoomAdapter>[0]) {
          super(nsp, parts);
        }
      },
    );
  }

  subscribe(handler: (notice: Notice) => void): void {
    this.#handlers.push(handler);
  }

  async watch(...what: Watched): Promise<void> {
    await this.#subscriptions.want(this.#channels(...what), reasons.watched);
  }

  unwatch(...what: Watched): void {
    this.#subscriptions.drop(this.#channels(...what), reasons.watched);
  }

  /** Called each time that everything watched is heard again after it was not: what was missed must be looked for. */
  onResumed(run: () => void): void {
    this.#subscriptions.onResumed(run);
  }

  /** The connections are their owner's to end. */
  close(): void {
    this.#hearing.close();
    this.#subscriptions.close();
  }

  #channels(rooms: readonly RoomRef[], users: readonly UserRef[], present: readonly UserRef[] = []): string[] {
    return [...rooms.map(roomName), ...users.map(userName), ...present.map(presenceName)].map((name) =>
      channelOf(this.#key, name),
    );
  }

  /** One that fails does not keep it from the others. */
  #tell(notice: Notice): void {
    for (const handle of this.#handlers) {
      try {
        handle(notice);
      } catch (error) {
        this.#telemetry.setback("delivering a notice", error);
      }
    }
  }
}
