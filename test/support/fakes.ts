import type { Notice } from "../../core/entities/notice.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import { roomKey, userKey } from "../../core/entities/refs.ts";
import type { Broadcaster, NoticeSource } from "../../core/ports/broadcaster.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";

type Told = keyof Telemetry;

/** Remembers everything that it was told. */
export class FakeTelemetry implements Telemetry {
  readonly #told: { readonly name: Told; readonly args: readonly unknown[] }[] = [];
  readonly commandAccepted = this.#remember("commandAccepted");
  readonly commandUnavailable = this.#remember("commandUnavailable");
  readonly checkSkipped = this.#remember("checkSkipped");
  readonly batchApplied = this.#remember("batchApplied");
  readonly commandRefused = this.#remember("commandRefused");
  readonly batchDelayed = this.#remember("batchDelayed");
  readonly commandDead = this.#remember("commandDead");
  readonly receiptsApplied = this.#remember("receiptsApplied");
  readonly receiptsDead = this.#remember("receiptsDead");
  readonly partitionsHeld = this.#remember("partitionsHeld");
  readonly noticesLost = this.#remember("noticesLost");
  readonly linkChanged = this.#remember("linkChanged");
  readonly queueUnfit = this.#remember("queueUnfit");
  readonly eventsPushed = this.#remember("eventsPushed");
  readonly roomRepaired = this.#remember("roomRepaired");
  readonly sessionOpened = this.#remember("sessionOpened");
  readonly sessionClosed = this.#remember("sessionClosed");
  readonly setback = this.#remember("setback");

  /** What it was told under this name, in order. */
  of(name: Told): readonly (readonly unknown[])[] {
    return this.#told.filter((each) => each.name === name).map(({ args }) => args);
  }

  count(name: Told): number {
    return this.of(name).length;
  }

  #remember(name: Told) {
    return (...args: readonly unknown[]): void => {
      this.#told.push({ name, args });
    };
  }
}

export class FakeBroadcaster implements Broadcaster {
  readonly published: Notice[] = [];
  /** What happens while it publishes. */
  onPublish: () => unknown = () => {};
  /** Whether it takes what it is given. */
  takes = true;

  async publish(notices: readonly Notice[]): Promise<boolean> {
    this.published.push(...notices);
    await this.onPublish();
    return this.takes;
  }
}

/** Knows what is watched. */
export class FakeSource implements NoticeSource {
  readonly watched = new Set<string>();
  /** What `watch` waits for. */
  ready: () => Promise<void> = () => Promise.resolve();

  subscribe(): void {
    // A test hands its notices to the relay itself.
  }

  async watch(...what: Watched): Promise<void> {
    for (const key of keys(...what)) this.watched.add(key);
    await this.ready();
  }

  unwatch(...what: Watched): void {
    for (const key of keys(...what)) this.watched.delete(key);
  }
}

type Watched = readonly [rooms: readonly RoomRef[], users: readonly UserRef[], present?: readonly UserRef[]];

const keys = (...[rooms, users, present = []]: Watched): string[] => [
  ...rooms.map((room) => `room ${roomKey(room)}`),
  ...users.map((user) => `user ${userKey(user)}`),
  ...present.map((user) => `presence of ${userKey(user)}`),
];
