import type { Presence } from "../../client/src/contract.ts";
import type { WireSocket } from "../tiers/driving/wire-socket.ts";

const presenceEvent = '42["presence",';

/** Somebody whose page shows hundreds of others. */
export class Watcher {
  readonly #socket: WireSocket;
  readonly #online = new Map<string, boolean>();
  /** How often it was told of somebody, in how many packets. */
  told = 0;
  packets = 0;
  /** Called for each of whom it is told. */
  onTold: (presence: Presence) => void = () => {};

  constructor(socket: WireSocket) {
    this.#socket = socket;
    socket.onEvent = (payload) => this.#take(payload);
  }

  async watch(userIds: readonly string[]): Promise<void> {
    const said = await this.#socket.emit("presence", { watch: userIds });
    const [ack] = JSON.parse(said) as [{ readonly ok: boolean; readonly presences: readonly Presence[] }];
    if (!ack.ok) throw new Error(`A watch was answered with ${said.slice(0, 200)}`);
    for (const { userId, online } of ack.presences) this.#online.set(userId, online);
  }

  /** How many of those whom it watches it shows otherwise. */
  wrong(online: boolean): number {
    return [...this.#online.values()].filter((shown) => shown !== online).length;
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #take(payload: Buffer): void {
    if (payload.toString("latin1", 0, presenceEvent.length) !== presenceEvent) return;
    const [, presences] = JSON.parse(payload.toString("utf8", 2)) as [string, readonly Presence[]];
    this.packets += 1;
    this.told += presences.length;
    for (const presence of presences) {
      this.#online.set(presence.userId, presence.online);
      this.onTold(presence);
    }
  }
}
