import type { Actor } from "../entities/actor.ts";
import type { PresenceNotice } from "../entities/notice.ts";
import type { Presence, Sighting } from "../entities/presence.ts";
import { hidden, isSame, presenceOf } from "../entities/presence.ts";
import type { UserRef } from "../entities/refs.ts";
import type { NoticeSource } from "../ports/broadcaster.ts";
import type { Clock } from "../ports/clock.ts";
import type { LiveSessions } from "../ports/live-sessions.ts";
import type { PresenceStore } from "../ports/presence-store.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import type { IsHidden, PresenceStores } from "./hidden-from.ts";
import { hiddenFrom } from "./hidden-from.ts";
import type { Watched } from "./watch-list.ts";
import { WatchList } from "./watch-list.ts";

export interface WatchesParts {
  readonly store: PresenceStore;
  readonly stores: PresenceStores;
  readonly source: Pick<NoticeSource, "watch" | "unwatch">;
  readonly live: Pick<LiveSessions, "presence">;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "setback">;
}

/** Changes of so many milliseconds are told together. */
const gatherMs = 100;
/** Of one user is told once in so many milliseconds: of whoever comes and goes as they are in the end. */
const paceMs = 2_000;
/** Users told of, or read, at once. */
const perTurn = 500;

const usersOf = (watched: readonly Watched[]): readonly UserRef[] => watched.map(({ user }) => user);

/** Tells the sessions of this gateway of those whom they watch. */
export class Watches {
  readonly #parts: WatchesParts;
  readonly #list = new WatchList();
  /** Those of whom somebody may have to be told. */
  readonly #changed = new Set<Watched>();
  #isGathering = false;

  constructor(parts: WatchesParts) {
    this.#parts = parts;
  }

  /** From now on the session may watch, until it is closed. */
  open(sessionId: string): void {
    this.#list.open(sessionId);
  }

  close(sessionId: string): void {
    this.#forget(this.#list.close(sessionId));
  }

  /**
   * The session watches these from now on, and those no more.
   * @returns how those stand that it is to watch, as far as that is known; each change from then on is told.
   * @throws ChatError `too_many_watched`, and nothing is different; StorageFailure, and none of these is watched that was not.
   */
  async change(
    sessionId: string,
    viewer: Actor,
    watch: readonly string[],
    unwatch: readonly string[],
  ): Promise<readonly Presence[]> {
    if (!this.#list.isOpen(sessionId)) return [];
    this.#list.assertRoom(sessionId, watch, unwatch);
    this.#forget(this.#list.remove(sessionId, unwatch));
    const fresh = this.#list.add(sessionId, viewer, watch);
    try {
      return await this.#begin(sessionId, viewer, watch);
    } catch (error) {
      this.#forget(this.#list.remove(sessionId, fresh));
      throw error;
    }
  }

  take({ sighting }: PresenceNotice): void {
    this.#see(sighting);
    this.#gather();
  }

  /** Reads again how everybody stands who is watched, and who may know: of a gateway that died no notice tells. Never rejects. */
  async recheck(): Promise<void> {
    const { all } = this.#list;
    for (let from = 0; from < all.length; from += perTurn) {
      const some = all.slice(from, from + perTurn);
      await this.#look(usersOf(some));
      for (const watched of some) this.#changed.add(watched);
    }
    this.#gather();
  }

  async #begin(sessionId: string, viewer: Actor, userIds: readonly string[]): Promise<readonly Presence[]> {
    if (userIds.length === 0) return [];
    const users = userIds.map((userId) => ({ tenantId: viewer.tenantId, userId }));
    await this.#parts.source.watch([], [], users);
    await this.#look(users);
    // Others may not know it yet.
    this.#gather();
    const isHidden = await hiddenFrom(this.#parts.stores, [viewer], userIds);
    return users.flatMap((user) => this.#answerOf(user, sessionId, isHidden) ?? []);
  }

  #forget(left: readonly Watched[]): void {
    for (const watched of left) this.#changed.delete(watched);
    if (left.length > 0) this.#parts.source.unwatch([], [], usersOf(left));
  }

  /** Of whom the store says nothing, nothing is said: nobody is called offline for that. */
  async #look(users: readonly UserRef[]): Promise<void> {
    try {
      for (const sighting of await this.#parts.store.see(users)) this.#see(sighting);
    } catch (error) {
      this.#parts.telemetry.setback("reading who is here", error);
    }
  }

  /** Notices and answers overtake each other. */
  #see(sighting: Sighting): void {
    const watched = this.#list.of(sighting.user);
    if (!watched || watched.asOf >= sighting.asOf) return;
    watched.asOf = sighting.asOf;
    const presence = presenceOf(sighting);
    if (watched.presence && isSame(watched.presence, presence)) return;
    watched.presence = presence;
    this.#changed.add(watched);
  }

  #gather(): void {
    if (this.#isGathering || this.#changed.size === 0) return;
    this.#isGathering = true;
    this.#parts.clock.after(gatherMs, () => {
      void this.#tellDue().finally(() => {
        this.#isGathering = false;
        this.#gather();
      });
    });
  }

  /** What cannot be told now is found by the next {@link recheck}. */
  async #tellDue(): Promise<void> {
    const due = this.#takeDue();
    for (const tenantId of new Set(due.map(({ user }) => user.tenantId))) {
      try {
        await this.#tell(due.filter(({ user }) => user.tenantId === tenantId));
      } catch (error) {
        this.#parts.telemetry.setback("telling of presence", error);
      }
    }
  }

  #takeDue(): readonly Watched[] {
    const until = this.#parts.clock.now() - paceMs;
    const due = [...this.#changed].filter(({ toldAt }) => toldAt <= until).slice(0, perTurn);
    for (const watched of due) this.#changed.delete(watched);
    return due;
  }

  /** @param due of one tenant */
  async #tell(due: readonly Watched[]): Promise<void> {
    const { stores, live } = this.#parts;
    const sessions = new Set(due.flatMap((watched) => [...watched.sessions]));
    const viewers = [...sessions].flatMap((sessionId) => this.#list.watcher(sessionId)?.viewer ?? []);
    const users = usersOf(due);
    const told = new Set<string>();
    const isHidden = await hiddenFrom(
      stores,
      viewers,
      users.map(({ userId }) => userId),
    );
    for (const sessionId of sessions) {
      const news = users.flatMap((user) => this.#newsOf(user, sessionId, isHidden) ?? []);
      if (news.length > 0) live.presence(sessionId, news);
      for (const { userId } of news) told.add(userId);
    }
    const now = this.#parts.clock.now();
    for (const watched of due) if (told.has(watched.user.userId)) watched.toldAt = now;
  }

  /** With it the session has been told. */
  #answerOf(user: UserRef, sessionId: string, isHidden: IsHidden): Presence | undefined {
    const watcher = this.#list.watcher(sessionId);
    if (!watcher?.told.has(user.userId)) return undefined;
    const shown = this.#shown(user, watcher.viewer, isHidden);
    watcher.told.set(user.userId, shown ?? "unknown");
    return shown;
  }

  /** What the session is to be told of the user now, if it was told something else; with that it has been told. */
  #newsOf(user: UserRef, sessionId: string, isHidden: IsHidden): Presence | undefined {
    const watcher = this.#list.watcher(sessionId);
    const told = watcher?.told.get(user.userId);
    // Its answer is on its way, and says the latest.
    if (!watcher || told === undefined || told === "unanswered") return undefined;
    const shown = this.#shown(user, watcher.viewer, isHidden);
    if (!shown || (told !== "unknown" && isSame(told, shown))) return undefined;
    watcher.told.set(user.userId, shown);
    return shown;
  }

  /** Nothing where it is not known. */
  #shown(user: UserRef, viewer: Actor, isHidden: IsHidden): Presence | undefined {
    const presence = this.#list.of(user)?.presence;
    return presence && isHidden(viewer, user.userId) ? hidden(user.userId) : presence;
  }
}
