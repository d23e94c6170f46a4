import type { Redis } from "ioredis";
import type { Sighting } from "../../core/entities/presence.ts";
import type { UserRef } from "../../core/entities/refs.ts";
import { userKey } from "../../core/entities/refs.ts";
import { ChatError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { within } from "../../core/ports/clock.ts";
import type { PresenceStore, PresenceTerms } from "../../core/ports/presence-store.ts";
import { holding, releasing, seeing } from "./presence-scripts.ts";

/** Nobody waits longer for Redis, in milliseconds. */
const deadlineMs = 1_000;
/** Users in one script: others may ask between two of them. */
const perScript = 200;

/** Whether Redis is known to be of no use now. */
interface Doubt {
  readonly isOpen: boolean;
  open(): void;
}

export interface RedisPresenceStoreParts {
  /** Fails at once what it cannot send at once. */
  readonly redis: Redis;
  /** The deployment's namespace: what its keys begin with. */
  readonly namespace: string;
  /** This gateway, apart from all others. */
  readonly holder: string;
  readonly clock: Clock;
  /** Opened when Redis gives no answer; ends by itself when it answers again. */
  readonly doubt: Doubt;
  readonly terms: PresenceTerms;
}

/** What one script said of its users, in their order: when it ran, whether they are online, when they were last seen. */
interface Answer {
  readonly users: readonly UserRef[];
  readonly asOf: number;
  /** Those whom the script means, by index. */
  readonly rows: readonly (readonly [index: number, isOnline: number, seenMs: number])[];
}

/**
 * A sorted set for each user: the gateways that hold them, by when they last said so, and when the last one let go. All
 * times are Redis's own.
 */
export class RedisPresenceStore implements PresenceStore {
  readonly #parts: RedisPresenceStoreParts;

  constructor(parts: RedisPresenceStoreParts) {
    this.#parts = parts;
  }

  hold(users: readonly UserRef[]): Promise<readonly Sighting[]> {
    return this.#ask(holding, users);
  }

  release(users: readonly UserRef[]): Promise<readonly Sighting[]> {
    return this.#ask(releasing, users);
  }

  see(users: readonly UserRef[]): Promise<readonly Sighting[]> {
    return this.#ask(seeing, users);
  }

  async #ask(script: string, users: readonly UserRef[]): Promise<readonly Sighting[]> {
    if (users.length === 0) return [];
    const { clock, doubt } = this.#parts;
    if (doubt.isOpen) throw new ChatError("unavailable");
    const answers = await within(clock, deadlineMs, this.#runAll(script, users)).catch(() => undefined);
    if (answers) return answers.flatMap(sightingsIn);
    doubt.open();
    throw new ChatError("unavailable");
  }

  /** In one write, however many they are. */
  #runAll(script: string, users: readonly UserRef[]): Promise<readonly Answer[]> {
    const { stream } = this.#parts.redis;
    stream.cork();
    try {
      return Promise.all(inChunks(users).map((some) => this.#run(script, some)));
    } finally {
      stream.uncork();
    }
  }

  async #run(script: string, users: readonly UserRef[]): Promise<Answer> {
    const { redis, namespace, holder, terms } = this.#parts;
    const keys = users.map((user) => `${namespace}:presence:${userKey(user)}`);
    const answer = await redis.eval(script, keys.length, ...keys, holder, terms.lifetimeMs, terms.keptMs);
    const [asOf, rows] = answer as [number, Answer["rows"]];
    return { users, asOf, rows };
  }
}

const sightingsIn = ({ users, asOf, rows }: Answer): readonly Sighting[] =>
  rows.flatMap(([index, isOnline, seenMs]) => {
    const user = users[index - 1];
    if (!user) return [];
    if (isOnline === 1 || seenMs === 0) return [{ user, online: isOnline === 1, asOf }];
    return [{ user, online: false, lastSeenAt: new Date(seenMs).toISOString(), asOf }];
  });

const inChunks = (users: readonly UserRef[]): (readonly UserRef[])[] =>
  Array.from({ length: Math.ceil(users.length / perScript) }, (_, index) =>
    users.slice(index * perScript, (index + 1) * perScript),
  );
