import type {
  Accepted,
  Ack,
  ChangesPage,
  CommandStatus,
  CreateRoomRequest,
  Member,
  MembersPage,
  Message,
  MessagesPage,
  Role,
  RoomSummary,
} from "../../client/src/index.ts";
import { ChatClient, PROTOCOL } from "../../client/src/index.ts";
import type { Deployment } from "./deployment.ts";
import { deployment } from "./deployment.ts";
import type { Answer, Asked } from "./http.ts";
import { ask } from "./http.ts";
import { Listener } from "./socket.ts";
import type { TokenOptions } from "./tokens.ts";
import { signToken } from "./tokens.ts";
import { eventually } from "./wait.ts";

/** Whatever a route answers, when a test does not say: also the fields of a problem. */
export interface AnyBody extends Readonly<Record<string, unknown>> {
  readonly code?: string;
}

interface Person {
  readonly id: string;
  readonly tenant: string;
  readonly name?: string | undefined;
  /** A backend that acts for its whole tenant. */
  readonly isService?: true | undefined;
  /** Another deployment than the one under test. */
  readonly at?: Deployment | undefined;
}

type Closes = (close: () => void) => void;

/** A person with a token, as the tests see one. */
export class User {
  readonly id: string;
  readonly tenant: string;
  readonly name: string | undefined;
  readonly #at: Deployment;
  readonly #claims: Readonly<Record<string, string>>;
  readonly #onEnd: Closes;
  #token: Promise<string> | undefined;

  constructor({ id, tenant, name, isService, at = deployment() }: Person, onEnd: Closes) {
    this.id = id;
    this.tenant = tenant;
    this.name = name;
    this.#at = at;
    this.#claims = isService ? { role: "service" } : {};
    this.#onEnd = onEnd;
  }

  token(options?: TokenOptions): Promise<string> {
    if (options) return signToken(this, { secret: this.#at.secret, ...options });
    this.#token ??= signToken(this, { secret: this.#at.secret, claims: this.#claims });
    return this.#token;
  }

  async ask<T = AnyBody>(method: string, path: string, asked: Asked = {}): Promise<Answer<T>> {
    const authorization = `Bearer ${await this.token()}`;
    return ask<T>(method, path, { ...asked, headers: { authorization, ...asked.headers } }, this.#at.url);
  }

  get<T = AnyBody>(path: string): Promise<Answer<T>> {
    return this.ask<T>("GET", path);
  }

  post<T = AnyBody>(path: string, json: unknown, headers: Asked["headers"] = {}): Promise<Answer<T>> {
    return this.ask<T>("POST", path, { json, headers });
  }

  put<T = AnyBody>(path: string): Promise<Answer<T>> {
    return this.ask<T>("PUT", path);
  }

  patch<T = AnyBody>(path: string, json: unknown): Promise<Answer<T>> {
    return this.ask<T>("PATCH", path, { json });
  }

  del<T = AnyBody>(path: string): Promise<Answer<T>> {
    return this.ask<T>("DELETE", path);
  }

  /** What must go well for a scenario to go on. */
  async must<T>(asking: Promise<Answer<T>>): Promise<T> {
    const { status, body, text } = await asking;
    if (status >= 300) throw new Error(`${this.id} was refused with ${status}: ${text}`);
    return body;
  }

  makeRoom(request: CreateRoomRequest): Promise<RoomSummary> {
    return this.must(this.post<RoomSummary>("/v1/rooms", request));
  }

  room(roomId: string): Promise<RoomSummary> {
    return this.must(this.get<RoomSummary>(`/v1/rooms/${roomId}`));
  }

  /** Posts, and waits for the message as it is stored. */
  say(roomId: string, text: string, id?: string): Promise<Message> {
    return this.must(this.sayOrNot<Message>(roomId, text, id));
  }

  sayOrNot<T = AnyBody>(roomId: string, text: string, id?: string): Promise<Answer<T>> {
    return this.post<T>(`/v1/rooms/${roomId}/messages`, { text, ...(id ? { id } : {}) }, { prefer: "wait=10" });
  }

  /** Posts, and waits for the promise alone. */
  accept(roomId: string, text: string, id?: string): Promise<Accepted> {
    return this.must(this.post<Accepted>(`/v1/rooms/${roomId}/messages`, { text, ...(id ? { id } : {}) }));
  }

  add(roomId: string, ...users: readonly User[]): Promise<MembersPage> {
    const userIds = users.map(({ id }) => id);
    return this.must(this.post<MembersPage>(`/v1/rooms/${roomId}/members`, { userIds }));
  }

  async remove(roomId: string, user: User): Promise<void> {
    await this.must(this.del(`/v1/rooms/${roomId}/members/${encodeURIComponent(user.id)}`));
  }

  /** Gives a member another role; `owner` hands the room over. */
  give(roomId: string, user: User, role: Role): Promise<Member> {
    return this.must(this.patch<Member>(`/v1/rooms/${roomId}/members/${encodeURIComponent(user.id)}`, { role }));
  }

  join(roomId: string): Promise<unknown> {
    return this.must(this.put(`/v1/rooms/${roomId}/members/${encodeURIComponent(this.id)}`));
  }

  messages(roomId: string, query = "limit=200"): Promise<MessagesPage> {
    return this.must(this.get<MessagesPage>(`/v1/rooms/${roomId}/messages?${query}`));
  }

  /** A page of changes; a reset fails. */
  async changes(roomId: string, since: number, limit = 200): Promise<ChangesPage> {
    const path = `/v1/rooms/${roomId}/changes?since=${since}&limit=${limit}`;
    const changes = await this.must(this.get<ChangesPage>(path));
    if ("reset" in changes) throw new Error(`${this.id} was told to reset in ${roomId}.`);
    return changes;
  }

  /** Says how far, and waits until it is so. */
  async reads(roomId: string, read: number): Promise<void> {
    await this.must(this.ask("PUT", `/v1/rooms/${roomId}/receipts`, { json: { read } }));
    await eventually(
      async () => ((await this.room(roomId)).read ?? 0) >= read || undefined,
      `${this.id} has read ${roomId} up to ${read}`,
    );
  }

  command(roomId: string, id: string): Promise<CommandStatus> {
    return this.must(this.get<CommandStatus>(`/v1/rooms/${roomId}/commands/${id}`));
  }

  /** A socket that may be refused. */
  async knock(auth: Readonly<Record<string, unknown>> = {}, headers?: Readonly<Record<string, string>>) {
    const whole = { token: await this.token(), protocol: PROTOCOL, client: "blackbox/1", ...auth };
    return this.#keep(new Listener(whole, this.#at.socketUrl, headers));
  }

  /** A socket with a session. */
  async connect(token?: string): Promise<Listener> {
    const socket = await this.knock(token === undefined ? {} : { token });
    await socket.untilReady();
    return socket;
  }

  /** By socket: what the ack says. */
  sendBy(socket: Listener, roomId: string, text: string, id?: string): Promise<Ack<Accepted>> {
    return socket.ask<Accepted>("send", { roomId, text, ...(id ? { id } : {}) });
  }

  /** The product's own client. */
  sdk(): ChatClient {
    const { url, socketUrl } = this.#at;
    const client = ChatClient.connect({ url, socketUrl, token: () => this.token(), client: "blackbox/1" });
    this.#onEnd(() => client.close());
    return client;
  }

  #keep(socket: Listener): Listener {
    this.#onEnd(() => socket.close());
    return socket;
  }
}
