import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Message, RoomState } from "../../client/src/index.ts";
import { ChatClient } from "../../client/src/index.ts";
import { signToken } from "../../infra/auth/sign.ts";
import type { Deployment } from "../support/deployment.ts";
import type { Ledger } from "./ledger.ts";
import type { Sender } from "./load.ts";
import type { Verdict } from "./oracle.ts";
import { judge, sum } from "./oracle.ts";

export const senders = 20;

export interface CrowdSize {
  readonly people: number;
  readonly rooms: number;
  readonly membersOfRoom: number;
  /** What was accepted is stored within this many milliseconds, or lost. */
  readonly settleMs: number;
  /** And then every member has it within this many, or has something else. */
  readonly hearMs: number;
  /** Whether their clients say what has arrived; they do when absent. */
  readonly saysDelivered?: boolean;
}

const everybody: CrowdSize = { people: senders, rooms: 50, membersOfRoom: 6, settleMs: 120_000, hearMs: 60_000 };

/** People in rooms, each with the product's own client, who hear live what the senders post. */
export class Crowd {
  readonly #at: Deployment;
  readonly #size: CrowdSize;
  readonly #people = new Map<string, ChatClient>();
  readonly #rooms: ReadonlyMap<string, readonly string[]>;

  constructor(at: Deployment, size = everybody) {
    this.#at = at;
    this.#size = size;
    this.#rooms = new Map(Array.from({ length: size.rooms }, (_, index) => [`room-${index}`, membersOf(index, size)]));
  }

  get roomIds(): readonly string[] {
    return [...this.#rooms.keys()];
  }

  /** By the ids of their users. */
  get clients(): ReadonlyMap<string, ChatClient> {
    return this.#people;
  }

  /** Resolves when everybody listens to every room of theirs. */
  async gather(): Promise<void> {
    for (const user of this.#users) this.#people.set(user, this.#connect(user));
    await Promise.all([...this.#people.values()].map((client) => client.whenReady()));
    for (const [id, members] of this.#rooms) {
      await this.#client(members[0]).createRoom({ id, kind: "group", members });
    }
    for (const [id, members] of this.#rooms) {
      await Promise.all(members.map((user) => this.#client(user).openRoom(id)));
    }
  }

  senders(): Promise<Sender[]> {
    return Promise.all(
      this.#users.map(async (user) => ({
        userId: user,
        token: await this.#token(user),
        rooms: [...this.#rooms].filter(([, members]) => members.includes(user)).map(([id]) => id),
      })),
    );
  }

  /** Tells of each message that the first member of its room sees. */
  onHeard(hear: (message: Message) => void): void {
    for (const [user, client] of this.#people) {
      client.on("message", (message) => {
        if (this.#rooms.get(message.roomId)?.[0] === user) hear(message);
      });
    }
  }

  /** What is stored is judged, and for every member of every room compared with what live events built. */
  async judge(ledger: Ledger): Promise<Verdict> {
    const until = Date.now() + this.#size.settleMs;
    return sum(await Promise.all([...this.#rooms].map((room) => this.#judgeRoom(ledger, room, until))));
  }

  async #judgeRoom(
    ledger: Ledger,
    [roomId, members]: readonly [string, readonly string[]],
    until: number,
  ): Promise<Verdict> {
    const history = await settled(this.#client(members[0]), roomId, ledger, until);
    const heard = await Promise.all(
      members.map((user) => hears(this.#client(user), roomId, history, Date.now() + this.#size.hearMs)),
    );
    return { ...judge(ledger, roomId, history), diverged: heard.filter((isSame) => !isSame).length };
  }

  leave(): void {
    for (const client of this.#people.values()) client.close();
  }

  get #users(): string[] {
    return Array.from({ length: this.#size.people }, (_, index) => userId(index, this.#size));
  }

  #token(user: string): Promise<string> {
    return signToken(this.#at.secret, { userId: user, expires: "1h" });
  }

  #connect(user: string): ChatClient {
    const { url, socketUrl } = this.#at;
    const { saysDelivered = true } = this.#size;
    return ChatClient.connect({ url, socketUrl, token: () => this.#token(user), saysDelivered });
  }

  #client(user = ""): ChatClient {
    const client = this.#people.get(user);
    if (!client) throw new Error(`Nobody is called ${user}.`);
    return client;
  }
}

const userId = (index: number, { people }: CrowdSize): string => `user-${index % people}`;

/** Room r has the users r * 3, r * 3 + 1, … so that every user is in about as many rooms. */
const membersOf = (room: number, size: CrowdSize): string[] =>
  Array.from({ length: size.membersOfRoom }, (_, index) => userId(room * 3 + index, size));

const stored = async (client: ChatClient, roomId: string): Promise<Message[]> => {
  const all: Message[] = [];
  for (let more = true; more;) {
    const page = await client.history(roomId, { after: all.at(-1)?.seq ?? 0, limit: 200 });
    all.push(...page.messages);
    more = page.hasMoreAfter;
  }
  return all;
};

/** What was accepted may still wait in the queue; what never comes is for the oracle to find. */
const settled = async (client: ChatClient, roomId: string, ledger: Ledger, until: number): Promise<Message[]> => {
  const accepted = ledger.acceptedIn(roomId);
  for (;;) {
    const history = await stored(client, roomId).catch(() => undefined);
    const ids = new Set(history?.map(({ id }) => id));
    const isLate = Date.now() > until;
    if (history && (isLate || accepted.every(({ id }) => ids.has(id)))) return history;
    if (isLate) throw new Error(`The history of ${roomId} cannot be read.`);
    await pause(250);
  }
};

/** Live events stop coming some time after the last post; until then a reader may be behind. */
const hears = async (
  client: ChatClient,
  roomId: string,
  history: readonly Message[],
  until: number,
): Promise<boolean> => {
  for (;;) {
    const state = client.roomState(roomId);
    const isCaughtUp = state !== undefined && state.messages.at(-1)?.seq === history.at(-1)?.seq;
    if (isCaughtUp || Date.now() > until) {
      if (!state) return false;
      const window = history.filter(({ seq }) => seq >= state.oldestSeq);
      return isDeepStrictEqual(state.messages, window) && holdsWhatIsStored(client, state).catch(() => false);
    }
    await pause(50);
  }
};

/** What live events built, but for the messages, beside the same as a newcomer would fetch it. */
const holdsWhatIsStored = async (client: ChatClient, state: RoomState): Promise<boolean> => {
  const fetched = await client.room(state.roomId);
  const { version, memberCount, seq: _s, lastMessage: _l, me: _m, peer: _p, ...ofReader } = fetched;
  const { marks: _k, delivered: _d, read: _r, unread: _u, unreadMentions: _n, settings: _t, ...room } = ofReader;
  const { members } = await client.members(state.roomId);
  const held = {
    room: state.room,
    version: state.version,
    memberCount: state.memberCount,
    members: [...state.members.values()].sort((a, b) => (a.userId < b.userId ? -1 : 1)),
  };
  return isDeepStrictEqual(held, { room, version, memberCount, members: [...members] });
};
