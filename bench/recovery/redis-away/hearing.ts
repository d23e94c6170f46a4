import type { Crowd } from "../../../test/long/crowd.ts";
import type { Post } from "../../../test/long/ledger.ts";

/** Writes down when each member's client told of each message, and whether one had to connect again. */
export class Hearing {
  readonly #crowd: Crowd;
  readonly #heardAt = new Map<string, Map<string, number>>();
  /** How often a client of the crowd has lost its connection. */
  reconnects = 0;

  constructor(crowd: Crowd) {
    this.#crowd = crowd;
    for (const [user, client] of crowd.clients) {
      const heard = new Map<string, number>();
      this.#heardAt.set(user, heard);
      client.on("message", ({ id }) => heard.set(id, performance.now()));
      client.on("state", ({ state }) => {
        if (state === "connecting") this.reconnects += 1;
      });
    }
  }

  /** When it was told of by the client of each member; `Infinity` where it was not yet. */
  heardAt({ id, roomId }: Post): number[] {
    const members = [...this.#crowd.clients].filter(([, client]) => client.roomState(roomId) !== undefined);
    return members.map(([user]) => this.#heardAt.get(user)?.get(id) ?? Infinity);
  }
}
