import type { Redis } from "ioredis";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Standing } from "../../core/entities/limits.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { within } from "../../core/ports/clock.ts";
import type { Draw, RateLimiter } from "../../core/ports/rate-limiter.ts";
import { standingOf } from "../../core/ports/rate-limiter.ts";

/** Nobody waits longer for Redis, in milliseconds. */
const deadlineMs = 100;
const maxExhausted = 10_000;

/** Whether Redis is known to be of no use now. */
interface Doubt {
  readonly isOpen: boolean;
  open(): void;
}

export interface RedisRateLimiterParts {
  /** Fails at once what it cannot send at once. */
  readonly redis: Redis;
  /** The deployment's namespace: what its keys begin with. */
  readonly namespace: string;
  readonly clock: Clock;
  /** Opened when Redis gives no answer; ends by itself when it answers again. */
  readonly doubt: Doubt;
  /** Counts while it is open. */
  readonly alone: RateLimiter;
}

/** One budget for all processes that share a Redis. */
export class RedisRateLimiter implements RateLimiter {
  readonly #parts: RedisRateLimiterParts;
  /** By name and rate: tenants may differ. */
  readonly #limiters = new Map<string, RateLimiterRedis>();
  /** By name and owner, until when: whoever floods costs Redis nothing. */
  readonly #exhausted = new Map<string, number>();

  constructor(parts: RedisRateLimiterParts) {
    this.#parts = parts;
  }

  async take(draws: readonly Draw[]): Promise<readonly Standing[]> {
    const refused = this.#known(draws);
    if (refused.length > 0) return refused;
    const { clock, doubt, alone } = this.#parts;
    if (doubt.isOpen) return alone.take(draws);
    const standings = await within(clock, deadlineMs, this.#ask(draws)).catch(() => undefined);
    if (standings) return standings;
    doubt.open();
    return alone.take(draws);
  }

  /** Those that are exhausted, as far as this process has heard. */
  #known(draws: readonly Draw[]): readonly Standing[] {
    const now = this.#parts.clock.now();
    return draws.flatMap((draw) => {
      const resetMs = (this.#exhausted.get(keyOf(draw)) ?? 0) - now;
      return resetMs > 0 ? [standingOf(draw, { isGranted: false, remaining: 0, resetMs })] : [];
    });
  }

  /** All in one write, and so in one round trip. */
  #ask(draws: readonly Draw[]): Promise<readonly Standing[]> {
    const { stream } = this.#parts.redis;
    stream.cork();
    try {
      return Promise.all(draws.map((draw) => this.#spend(draw)));
    } finally {
      stream.uncork();
    }
  }

  async #spend(draw: Draw): Promise<Standing> {
    try {
      const { remainingPoints, msBeforeNext } = await this.#of(draw).consume(draw.owner, draw.points);
      return standingOf(draw, { isGranted: true, remaining: remainingPoints, resetMs: msBeforeNext });
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      this.#remember(draw, refusal.msBeforeNext);
      return standingOf(draw, { isGranted: false, remaining: 0, resetMs: refusal.msBeforeNext });
    }
  }

  /** Who was refused many points at once may have some left. */
  #remember(draw: Draw, resetMs: number): void {
    if (draw.points > 1) return;
    if (this.#exhausted.size >= maxExhausted) this.#exhausted.clear();
    this.#exhausted.set(keyOf(draw), this.#parts.clock.now() + resetMs);
  }

  #of({ name, rate: { points, seconds } }: Draw): RateLimiterRedis {
    const key = `${name}=${points}/${seconds}`;
    const known = this.#limiters.get(key);
    if (known) return known;
    const { redis, namespace } = this.#parts;
    const keyPrefix = `${namespace}:limits:${name}`;
    const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix, points, duration: seconds });
    this.#limiters.set(key, limiter);
    return limiter;
  }
}

const keyOf = ({ name, owner }: Draw): string => `${name} ${owner}`;
