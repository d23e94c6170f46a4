import type { ClientEvents } from "./client-events.ts";
import type { RoomEvent } from "./contract.ts";
import type { Emitter } from "./emitter.ts";

/** Tells what happens in rooms, each thing once. */
export class RoomNews {
  readonly #emitter: Emitter<ClientEvents>;
  /** Of rooms that are not open: the newest version told. */
  readonly #told = new Map<string, number>();

  constructor(emitter: Emitter<ClientEvents>) {
    this.#emitter = emitter;
  }

  /** Of an open room: they took effect, in order. */
  tell(events: readonly RoomEvent[]): void {
    for (const event of events) {
      if (event.type === "message") this.#emitter.emit(event.message.deletedAt ? "deleted" : "message", event.message);
      else if (event.type === "member") this.#emitter.emit("member", event);
      else if (event.type === "room") this.#emitter.emit("room", event.room);
    }
  }

  /** Of any other room, as they come. */
  tellIfNew(events: readonly RoomEvent[]): void {
    const news = events.filter(({ roomId, version }) => {
      const isNews = version > (this.#told.get(roomId) ?? 0);
      if (isNews) this.#told.set(roomId, version);
      return isNews;
    });
    this.tell(news);
  }

  /** The room is closed: everything up to that version was told. */
  closed(roomId: string, version: number): void {
    this.#told.set(roomId, version);
  }

  /** The history that was told of is not the server's any more. */
  forget(): void {
    this.#told.clear();
  }
}
