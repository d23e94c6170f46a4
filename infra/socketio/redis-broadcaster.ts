import { Emitter } from "@socket.io/redis-emitter";
import type { Redis } from "ioredis";
import type { Notice } from "../../core/entities/notice.ts";
import type { Broadcaster } from "../../core/ports/broadcaster.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { within } from "../../core/ports/clock.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import { Breaker } from "./breaker.ts";
import { emissionsOf } from "./notice-packets.ts";

/** JSON takes half the time of the emitter's own MessagePack, both ways; gateways understand either. */
const parser = { encode: (message: unknown): string => JSON.stringify(message) };

/**
 * Announces through Redis, with the stock emitter, the packets that sockets are sent. One emit names one room, so that
 * it reaches only the gateways that listen to that room.
 */
export class RedisBroadcaster implements Broadcaster {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #telemetry: Pick<Telemetry, "setback">;
  readonly #emitter: Emitter;
  readonly #breaker: Breaker;
  /** What the emitter has published since it was last looked at; the emitter itself lets go of the promises. */
  #published: Promise<unknown>[] = [];

  /**
   * @param redis fails at once what it cannot send at once.
   * @param key the deployment's namespace: what the names of its Redis channels begin with.
   */
  constructor(redis: Redis, key: string, clock: Clock, telemetry: Pick<Telemetry, "setback">) {
    this.#redis = redis;
    this.#clock = clock;
    this.#telemetry = telemetry;
    this.#breaker = new Breaker(clock, () => redis.ping());
    const publish = (channel: string, message: string): void => {
      this.#published.push(redis.publish(channel, message));
    };
    this.#emitter = new Emitter({ publish }, { key, parser });
  }

  /** Redis took what it was last given, as far as is known. */
  get isUp(): boolean {
    return this.#redis.status === "ready" && !this.#breaker.isOpen;
  }

  async publish(notices: readonly Notice[], deadlineMs: number): Promise<boolean> {
    if (notices.length === 0) return true;
    if (this.#breaker.isOpen) return false;
    const wasSent = this.#emit(notices);
    const published = Promise.all(this.#published);
    this.#published = [];
    const wasTaken = await within(this.#clock, deadlineMs, published).catch(() => undefined);
    if (wasTaken === undefined) this.#breaker.open();
    return wasSent && wasTaken !== undefined;
  }

  /** Ends the probing of a Redis that is away; the connection is its owner's to end. */
  close(): void {
    this.#breaker.end();
  }

  /** In one turn, so that nobody's notices come in between; and in one write, however many they are. */
  #emit(notices: readonly Notice[]): boolean {
    const { stream } = this.#redis;
    stream.cork();
    try {
      for (const { name, event, payload } of notices.flatMap(emissionsOf)) this.#emitter.to(name).emit(event, payload);
      return true;
    } catch (error) {
      this.#telemetry.setback("announcing", error);
      return false;
    } finally {
      stream.uncork();
    }
  }
}
