import type { RoomEvent, Typing } from "./contract.ts";
import type { Scheduler } from "./scheduler.ts";

export interface TypistsOptions {
  readonly scheduler: Scheduler;
  /** Others are typing in the room now than before. */
  readonly changed: (roomId: string) => void;
}

/** Who else is typing in my rooms, until they have said so for the last time, or have sent their message, or are gone. */
export class Typists {
  readonly #options: TypistsOptions;
  /** Room to user to the timer that ends it. */
  readonly #rooms = new Map<string, Map<string, unknown>>();

  constructor(options: TypistsOptions) {
    this.#options = options;
  }

  /** In the order in which they began. */
  in(roomId: string): readonly string[] {
    return [...(this.#rooms.get(roomId)?.keys() ?? [])];
  }

  take({ roomId, userId, active, expiresInMs }: Typing): void {
    if (!active) {
      this.#drop(roomId, userId);
      return;
    }
    const { scheduler, changed } = this.#options;
    const timers = this.#rooms.get(roomId) ?? new Map<string, unknown>();
    const isNew = !timers.has(userId);
    scheduler.clearTimeout(timers.get(userId));
    timers.set(
      userId,
      scheduler.setTimeout(() => this.#drop(roomId, userId), expiresInMs),
    );
    this.#rooms.set(roomId, timers);
    if (isNew) changed(roomId);
  }

  /** Live events, of any rooms. */
  follow(events: readonly RoomEvent[]): void {
    for (const event of events) {
      if (event.type === "room" && event.room.privacy?.typing === false) this.forget(event.roomId);
      const userId = whoEndsTyping(event);
      if (userId !== undefined) this.#drop(event.roomId, userId);
    }
  }

  /** Whatever goes on there is not for me any more. */
  forget(roomId: string): void {
    for (const userId of this.in(roomId)) this.#drop(roomId, userId);
  }

  forgetAll(): void {
    for (const roomId of [...this.#rooms.keys()]) this.forget(roomId);
  }

  stop(): void {
    for (const timers of this.#rooms.values()) {
      for (const timer of timers.values()) this.#options.scheduler.clearTimeout(timer);
    }
    this.#rooms.clear();
  }

  #drop(roomId: string, userId: string): void {
    const timers = this.#rooms.get(roomId);
    if (!timers?.has(userId)) return;
    this.#options.scheduler.clearTimeout(timers.get(userId));
    timers.delete(userId);
    if (timers.size === 0) this.#rooms.delete(roomId);
    this.#options.changed(roomId);
  }
}

/** Whose message came, or who left. */
const whoEndsTyping = (event: RoomEvent): string | undefined => {
  if (event.type === "message") return event.message.deletedAt === undefined ? event.message.authorId : undefined;
  return event.type === "member" && event.member.leftAt !== undefined ? event.member.userId : undefined;
};
