import type { Presence, PresenceAnswer, PresenceRequest } from "./contract.ts";
import { LIMITS } from "./contract.ts";
import { ChatApiError, isPassing } from "./errors.ts";
import type { Scheduler } from "./scheduler.ts";

export interface WatchedUsersOptions {
  readonly scheduler: Scheduler;
  /** @throws ChatApiError; ChatClientError without a connection */
  readonly ask: (request: PresenceRequest) => Promise<PresenceAnswer>;
  /** A user stands otherwise than was known. */
  readonly changed: (presence: Presence) => void;
}

/** When a server that could not say is asked again, in milliseconds. */
const againAfterMs = 5_000;

const tooMany = (): ChatApiError =>
  new ChatApiError({
    code: "too_many_watched",
    detail: `At most ${LIMITS.watchedPerSocket} users are watched at once.`,
  });

const isSame = (one: Presence | undefined, other: Presence): boolean =>
  one?.online === other.online && one.lastSeenAt === other.lastSeenAt;

/** Whom I watch, and how they stand: through every loss of the connection, which ends all watching on the server. */
export class WatchedUsers {
  readonly #options: WatchedUsersOptions;
  readonly #users = new Map<string, Presence | undefined>();
  #timer: unknown;

  constructor(options: WatchedUsersOptions) {
    this.#options = options;
  }

  /** Nothing while that is not known, or of somebody whom I do not watch. */
  of(userId: string): Presence | undefined {
    return this.#users.get(userId);
  }

  /** @returns how they stand, as far as that is known. @throws ChatApiError when refused for good; then none is watched that was not */
  async watch(userIds: readonly string[]): Promise<readonly Presence[]> {
    const fresh = userIds.filter((userId) => !this.#users.has(userId));
    if (this.#users.size + fresh.length > LIMITS.watchedPerSocket) throw tooMany();
    for (const userId of fresh) this.#users.set(userId, undefined);
    try {
      await this.#ask(userIds);
    } catch (error) {
      for (const userId of fresh) this.#users.delete(userId);
      throw error;
    }
    return userIds.flatMap((userId) => this.of(userId) ?? []);
  }

  /** Whether the server hears of it or not, nothing more is told of them. */
  unwatch(userIds: readonly string[]): void {
    const left = userIds.filter((userId) => this.#users.delete(userId));
    if (left.length > 0) this.#options.ask({ unwatch: left }).catch(() => undefined);
  }

  /** A session has begun, or I am shown others otherwise than before. */
  askAgain(): void {
    this.#options.scheduler.clearTimeout(this.#timer);
    // What was taken once is not refused for good.
    if (this.#users.size > 0) void this.#ask([...this.#users.keys()]).catch(() => undefined);
  }

  take(presences: readonly Presence[]): void {
    for (const presence of presences) {
      if (!this.#users.has(presence.userId) || isSame(this.of(presence.userId), presence)) continue;
      this.#users.set(presence.userId, presence);
      this.#options.changed(presence);
    }
  }

  stop(): void {
    this.#options.scheduler.clearTimeout(this.#timer);
    this.#users.clear();
  }

  /** Without a connection the next session asks. @throws ChatApiError when refused for good */
  async #ask(watch: readonly string[]): Promise<void> {
    try {
      const { presences } = await this.#options.ask({ watch });
      this.take(presences);
    } catch (error) {
      if (error instanceof ChatApiError && !isPassing(error)) throw error;
      const { scheduler } = this.#options;
      const pauseMs = error instanceof ChatApiError ? (error.retryAfterMs ?? againAfterMs) : againAfterMs;
      scheduler.clearTimeout(this.#timer);
      this.#timer = scheduler.setTimeout(() => this.askAgain(), pauseMs);
    }
  }
}
