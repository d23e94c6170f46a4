import { setTimeout as pause } from "node:timers/promises";
import { expect } from "@jest/globals";
import type { Message, RoomState } from "../../client/src/index.ts";
import { ChatClient } from "../../client/src/index.ts";
import { signToken } from "../../infra/auth/sign.ts";
import type { Deployment } from "../support/deployment.ts";
import type { Ledger } from "./ledger.ts";
import type { Sender } from "./load.ts";
import type { Verdict } from "./oracle.ts";
import { judge, sum } from "./oracle.ts";

export const senders = 20;
const rooms = 50;
const membersOfRoom = 6;
/** What was accepted is stored within this many milliseconds, or lost. */
const settleMs = 120_000;

const userId = (index: number): string => `user-${index % senders}`;
const allUsers = Array.from({ length: senders }, (_, index) => userId(index));

/** Room r has the users r, r+1, … so that every user is in as many rooms. */
const membersOf = (room: number): string[] =>
  Array.from({ length: membersOfRoom }, (_, index) => userId(room * 3 + index));

/** Twenty people in fifty rooms, each with the product's own client, who hear live what the senders post. */
export class Crowd {
  readonly #at: Deployment;
  readonly #people = new Map<string, ChatClient>();
  readonly #rooms = new Map(Array.from({ length: rooms }, (_, index) => [`room-${index}`, membersOf(index)]));

  constructor(at: Deployment) {
    this.#at = at;
  }

  /** Resolves when everybody listens to every room of theirs. */
  async gather(): Promise<void> {
    for (const user of allUsers) this.#people.set(user, this.#connect(user));
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
      allUsers.map(async (user) => ({
        userId: user,
        token: await this.#token(user),
        rooms: [...this.#rooms].filter(([, members]) => members.includes(user)).map(([id]) => id),
      })),
    );
  }

  /** What is stored is judged, and for every member of every room compared with what live events built. */
  async judge(ledger: Ledger): Promise<Verdict> {
    const verdicts: Verdict[] = [];
    for (const [roomId, members] of this.#rooms) {
      const history = await settled(this.#client(members[0]), roomId, ledger);
      verdicts.push(judge(ledger, roomId, history));
      for (const user of members) {
        const client = this.#client(user);
        const state = await caughtUp(client, roomId, history.length);
        expect(state.messages).toEqual(history);
        expect(heldBy(state)).toEqual(await fetched(client, roomId));
      }
    }
    return sum(verdicts);
  }

  leave(): void {
    for (const client of this.#people.values()) client.close();
  }

  #token(user: string): Promise<string> {
    return signToken(this.#at.secret, { userId: user, expires: "1h" });
  }

  #connect(user: string): ChatClient {
    const { url, socketUrl } = this.#at;
    return ChatClient.connect({ url, socketUrl, token: () => this.#token(user) });
  }

  #client(user = ""): ChatClient {
    const client = this.#people.get(user);
    if (!client) throw new Error(`Nobody is called ${user}.`);
    return client;
  }
}

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
const settled = async (client: ChatClient, roomId: string, ledger: Ledger): Promise<Message[]> => {
  const accepted = ledger.acceptedIn(roomId);
  const until = Date.now() + settleMs;
  for (;;) {
    const history = await stored(client, roomId);
    const ids = new Set(history.map(({ id }) => id));
    if (accepted.every(({ id }) => ids.has(id)) || Date.now() > until) return history;
    await pause(250);
  }
};

/** Live events stop coming some time after the last post; until then a reader may be behind. */
const caughtUp = async (client: ChatClient, roomId: string, seq: number): Promise<RoomState> => {
  for (;;) {
    const state = client.roomState(roomId);
    if (state?.messages.at(-1)?.seq === seq) return state;
    await pause(50);
  }
};

/** What live events built, but for the messages. */
const heldBy = ({ room, version, memberCount, members }: RoomState) => ({
  room,
  version,
  memberCount,
  members: [...members.values()].sort((a, b) => (a.userId < b.userId ? -1 : 1)),
});

/** The same, as a newcomer would fetch it. */
const fetched = async (client: ChatClient, roomId: string): Promise<ReturnType<typeof heldBy>> => {
  const { id, kind, createdAt, version, memberCount } = await client.room(roomId);
  const { members } = await client.members(roomId);
  return { room: { id, kind, createdAt }, version, memberCount, members: [...members] };
};
