import type { ClientEvents } from "./client-events.ts";
import type { Connection } from "./connection.ts";
import type { Privacy } from "./contract.ts";
import type { Emitter } from "./emitter.ts";
import type { Scheduler } from "./scheduler.ts";
import { TypingSignal } from "./typing-signal.ts";
import { Typists } from "./typists.ts";
import { WatchedUsers } from "./watched-users.ts";

export interface SignalsOptions {
  readonly scheduler: Scheduler;
  readonly connection: Pick<Connection, "typing" | "presence">;
  readonly emitter: Emitter<ClientEvents>;
}

/** What is true for a moment: who is typing, and who is here. */
export class Signals {
  readonly typing: TypingSignal;
  readonly typists: Typists;
  readonly watched: WatchedUsers;

  constructor({ scheduler, connection, emitter }: SignalsOptions) {
    this.typing = new TypingSignal({ scheduler, say: (request) => connection.typing(request) });
    this.typists = new Typists({
      scheduler,
      changed: (roomId) => emitter.emit("typing", { roomId, userIds: this.typists.in(roomId) }),
    });
    this.watched = new WatchedUsers({
      scheduler,
      ask: (request) => connection.presence(request),
      changed: (presence) => emitter.emit("presence", presence),
    });
  }

  /** I hide otherwise than before, and so am shown otherwise. */
  renew(privacy: Privacy): void {
    if (privacy.typing === false) this.typists.forgetAll();
    this.watched.askAgain();
  }

  stop(): void {
    this.typists.stop();
    this.watched.stop();
  }
}
