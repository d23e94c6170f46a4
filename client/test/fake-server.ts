import type {
  Accepted,
  Ack,
  Bye,
  Changes,
  DeleteRequest,
  HandshakeAuth,
  MeChanges,
  MeEvent,
  PresenceAnswer,
  PresenceRequest,
  Ready,
  ReceiptRequest,
  RoomEvent,
  SendRequest,
  SyncRequest,
  Unread,
  Watermarks,
} from "../src/contract.ts";
import type { Fetch } from "../src/http.ts";
import type { Link, LinkListener, OpenLink } from "../src/link.ts";
import { ModelRoom } from "./model-room.ts";

const json = (status: number, body: object): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": status < 400 ? "application/json" : "application/problem+json" },
  });

const refusal = (status: number, code: string, more: object = {}): Response =>
  json(status, { status, code, title: code, detail: code, ...more });

/** A server of one room, for one user, without a network. What it does wrong is set by the test. */
export class FakeServer {
  room = new ModelRoom();
  epoch = "first";
  mine: MeEvent[] = [];
  /** Bearer tokens that are good. */
  tokens = new Set(["token 1"]);
  /** What is wrong with any other. */
  tokenRefusal = "token_expired";
  /** How the next handshakes are answered; a session, when it is empty. */
  readonly handshakes: (Bye | "unreachable" | "silent")[] = [];
  /** How the next `send`s are answered; an ack and the event, when it is empty. */
  readonly sends: (Ack<Accepted> | "no ack" | "no event" | "lost")[] = [];
  /** Ids of commands that deleted something. */
  readonly deleted = new Set<string>();
  readonly online = new Set<string>();
  /** How the next watches are answered; with how those users stand, when it is empty. */
  readonly watches: Ack<PresenceAnswer>[] = [];
  /** How the next receipts are answered; they are applied and told, when it is empty. */
  readonly receiptAcks: (Ack<object> | "no ack")[] = [];
  readonly rejected = new Map<string, string>();
  readonly log: string[] = [];
  /** Whether the user may not read the room's messages any more, one by one. */
  isOutside = false;
  /** Hears of each HTTP request before it is answered. */
  onRequest: (request: string) => void = () => {};
  listener: LinkListener | undefined;

  readonly openLink: OpenLink = (auth, listener): Link => {
    queueMicrotask(() => this.#greet(auth, listener));
    return {
      send: (request, ack) => this.#send(request, ack),
      delete: (request, ack) => this.#delete(request, ack),
      sync: (request, ack) => ack({ ok: true, ...this.#sync(request) }),
      receipts: (request, ack) => this.#receipts(request, ack),
      presence: (request, ack) => this.#presence(request, ack),
      typing: ({ roomId, active }) => this.log.push(`typing ${roomId} ${active}`),
      close: () => (this.listener = undefined),
    };
  };

  readonly fetch: Fetch = async (url, init) => {
    const { pathname, searchParams } = new URL(url);
    this.log.push(`${init.method} ${pathname}`);
    this.onRequest(`${init.method} ${pathname}`);
    if (!this.tokens.has(init.headers.authorization?.replace("Bearer ", "") ?? "")) {
      return refusal(401, this.tokenRefusal);
    }
    const body: unknown = init.body === undefined ? undefined : JSON.parse(init.body);
    return this.#answer(`${init.method} ${pathname.replace("/v1/rooms/lobby", "")}`, searchParams, body);
  };

  /** Sends events to the live session, if there is one. */
  push(...events: RoomEvent[]): void {
    this.listener?.events(events);
  }

  /** Applies what somebody says, and tells the live session. */
  receive(...said: Watermarks[]): void {
    const event = this.room.receive(said);
    if (event) this.listener?.receipts([event]);
  }

  /** The connection breaks. */
  cut(): void {
    const { listener } = this;
    this.listener = undefined;
    listener?.down();
  }

  #greet(auth: HandshakeAuth, listener: LinkListener): void {
    this.log.push(`connect ${auth.token}`);
    const how = this.handshakes.shift();
    if (how === "silent") return;
    if (how) {
      listener.down(how === "unreachable" ? undefined : how);
      return;
    }
    this.listener = listener;
    listener.ready(this.#ready());
  }

  #ready(): Ready {
    const { id, version, marks } = this.room;
    const limits = { textLength: 8_192, roomsPerSync: 200 };
    const me = { version: this.mine.at(-1)?.version ?? 0 };
    const session = { protocol: 1, userId: "alice", sessionId: "s", epoch: this.epoch };
    return { ...session, limits, me, rooms: [{ id, version, marks, ...this.room.standing("alice") }] };
  }

  /** Those of the one room are applied. */
  #receipts(request: readonly ReceiptRequest[], ack: (answer: Ack<object>) => void): void {
    this.log.push(`receipts ${JSON.stringify(request)}`);
    const how = this.receiptAcks.shift();
    if (typeof how === "object") ack(how);
    if (how) return;
    ack({ ok: true });
    for (const { roomId, delivered = 0, read = 0 } of request) {
      if (roomId === this.room.id) this.receive({ userId: "alice", delivered, read });
    }
  }

  #send({ id = "", text }: SendRequest, ack: (answer: Ack<Accepted>) => void): void {
    this.log.push(`send ${text}`);
    const how = this.sends.shift();
    if (typeof how === "object") ack(how);
    if (how === "lost" || typeof how === "object") return;
    const event = this.room.post(text, "alice", id);
    if (how !== "no ack") ack({ ok: true, id, roomId: "lobby", status: "accepted" });
    if (how !== "no ack" && how !== "no event") this.push(event);
  }

  #delete({ messageId, commandId = "" }: DeleteRequest, ack: (answer: Ack<Accepted>) => void): void {
    this.log.push(`delete ${messageId}`);
    const how = this.sends.shift();
    if (typeof how === "object") ack(how);
    if (how === "lost" || typeof how === "object") return;
    const seq = this.room.page(1_000).messages.find((held) => held.id === messageId)?.seq ?? 0;
    const event = this.room.delete(seq);
    this.deleted.add(commandId);
    if (how !== "no ack") ack({ ok: true, id: commandId, roomId: "lobby", status: "accepted" });
    if (how !== "no ack" && how !== "no event" && event) this.push(event);
  }

  #presence({ watch = [], unwatch = [] }: PresenceRequest, ack: (answer: Ack<PresenceAnswer>) => void): void {
    this.log.push(`presence +${watch.join()} -${unwatch.join()}`);
    const presences = watch.map((userId) => ({ userId, online: this.online.has(userId) }));
    ack(this.watches.shift() ?? { ok: true, presences });
  }

  #sync({ rooms }: SyncRequest): { rooms: Record<string, Changes> } {
    this.log.push(`sync ${JSON.stringify(rooms)}`);
    return { rooms: { lobby: this.room.changes(rooms.lobby ?? 0, 3) } };
  }

  #answer(route: string, query: URLSearchParams, body: unknown): Response {
    const id = route.slice(route.lastIndexOf("/") + 1);
    const message = this.room.page(1_000).messages.find((held) => held.id === id);
    if (route === "GET /messages") return json(200, this.room.page(50, Number(query.get("before") ?? Infinity)));
    if (route === "GET /members") return json(200, { members: this.room.members(), users: {} });
    if (route === "GET ") return json(200, this.room.summary());
    if (route === "GET /receipts") return json(200, this.room.receipts());
    if (route === "GET /v1/unread") return json(200, this.#unread());
    if (route === "PATCH /settings") return json(200, body as object);
    if (route === "POST /v1/sync") return json(200, this.#sync(body as SyncRequest));
    if (route === "GET /v1/me/changes") return json(200, this.#mine(Number(query.get("since"))));
    if (route === "GET /v1/me") return json(200, { userId: "al/ice", tenantId: "default", version: 0 });
    if (route === "POST /messages") return this.#post(body as SendRequest);
    if (route.startsWith("GET /messages/") && this.isOutside) return refusal(404, "room_not_found");
    if (route.startsWith("GET /messages/") && message) return json(200, message);
    if (route.startsWith("GET /commands/")) return json(200, { id, roomId: "lobby", ...this.#verdict(id, !!message) });
    return route.startsWith("PUT") ? json(200, {}) : refusal(404, "not_found");
  }

  #unread(): Unread {
    const { seq, unread, unreadMentions } = this.room.standing("alice");
    const counts = { unread, unreadMentions };
    return { ...counts, rooms: unread > 0 ? [{ roomId: this.room.id, seq, ...counts }] : [] };
  }

  #post({ id = "", text }: SendRequest): Response {
    this.room.post(text, "alice", id);
    return json(201, { ...this.room.page(1).messages[0] });
  }

  #verdict(id: string, isStored: boolean): object {
    const code = this.rejected.get(id);
    if (code) return { status: "rejected", code };
    return { status: isStored || this.deleted.has(id) ? "applied" : "unknown" };
  }

  #mine(since: number): MeChanges {
    const events = this.mine.filter((event) => event.version > since);
    return { events, version: this.mine.at(-1)?.version ?? 0, more: false };
  }
}
