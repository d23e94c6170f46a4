import type { Fetch } from "../../../client/src/http.ts";
import type { Ready } from "../../../client/src/index.ts";
import { ChatClient } from "../../../client/src/client.ts";
import type { OpenLink } from "../../../client/src/link.ts";
import { socketLinks } from "../../../client/src/socket-link.ts";
import type { CrowdJob, CrowdUser, Heads, Seen } from "./job.ts";

interface Watching {
  cutAt?: number;
  triedAt?: number;
  readyAt?: number;
  consistentAt?: number;
  attempts: number;
  syncs: number;
  readonly waits: Record<string, number>;
}

const nothingSeen = (): Watching => ({ attempts: 0, syncs: 0, waits: {} });

/** One of the product's own clients, with a note of when what happened to it. */
export class Watched {
  readonly #user: CrowdUser;
  readonly #client: ChatClient;
  #seen = nothingSeen();
  /** Rooms of which it still holds less than was stored when its session began. */
  #behind: Map<string, number> | undefined;

  constructor({ url, socketUrl }: CrowdJob, user: CrowdUser, fetch: Fetch) {
    this.#user = user;
    const platform = { openLink: this.#counted(socketLinks(socketUrl)), fetch: this.#countedFetch(fetch) };
    this.#client = ChatClient.connect({ url, socketUrl, token: () => user.token }, platform);
    this.#client.on("ready", (ready) => this.#onReady(ready));
    this.#client.on("changed", ({ roomId }) => this.#onChanged(roomId));
    this.#client.on("state", (status) => {
      if (status.state === "waiting") this.#onDown(status.code);
    });
  }

  async settleIn(): Promise<void> {
    await this.#client.whenReady();
    for (const roomId of this.#user.rooms) await this.#client.openRoom(roomId);
  }

  watch(): void {
    this.#seen = nothingSeen();
    this.#behind = undefined;
  }

  tell(heads: Heads): Seen {
    const behind = this.#user.rooms.filter((roomId) => this.#versionOf(roomId) < (heads[roomId] ?? 0)).length;
    return { ...this.#seen, behind };
  }

  close(): void {
    this.#client.close();
  }

  #versionOf(roomId: string): number {
    return this.#client.roomState(roomId)?.version ?? 0;
  }

  #counted(open: OpenLink): OpenLink {
    return (auth, listener) => {
      this.#seen.attempts += 1;
      if (this.#seen.cutAt !== undefined) this.#seen.triedAt ??= Date.now();
      const link = open(auth, listener);
      const sync: typeof link.sync = (request, ack) => {
        this.#seen.syncs += 1;
        link.sync(request, ack);
      };
      return { ...link, sync };
    };
  }

  /** A client that is not online asks over HTTP. */
  #countedFetch(fetch: Fetch): Fetch {
    return (url, init) => {
      if (url.endsWith("/v1/sync")) this.#seen.syncs += 1;
      return fetch(url, init);
    };
  }

  #onDown(code: string): void {
    this.#seen.cutAt ??= Date.now();
    this.#seen.waits[code] = (this.#seen.waits[code] ?? 0) + 1;
    this.#behind = undefined;
    delete this.#seen.consistentAt;
  }

  #onReady({ rooms }: Ready): void {
    this.#seen.readyAt = Date.now();
    this.#behind = new Map(rooms.map(({ id, version }) => [id, version]));
    for (const { id } of rooms) this.#onChanged(id);
  }

  #onChanged(roomId: string): void {
    const behind = this.#behind;
    if (!behind || this.#versionOf(roomId) < (behind.get(roomId) ?? 0)) return;
    behind.delete(roomId);
    if (behind.size === 0) this.#seen.consistentAt ??= Date.now();
  }
}
