import { describe, expect, it } from "@jest/globals";

import type { MemberEvent, RoomEvent, RoomSummary } from "../../client/src/index.ts";
import { inTurn, range, useChat } from "../support/chat.ts";
import { Replica } from "../support/replica.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

/** How many races are run in all; more find what is rarer. */
const races = Number(process.env.RACES ?? "200");
const kinds = 3;
const atOnce = 10;
const posts = 6;
const patience = Math.max(60_000, races * 200);

interface Race {
  readonly roomId: string;
  readonly owner: User;
  readonly hers: Listener;
  readonly other: User;
  readonly his: Listener;
}

interface Outcome {
  /** Of the room, as the owner and the other one heard them. */
  readonly hers: readonly RoomEvent[];
  readonly his: readonly RoomEvent[];
  /** The rooms of the other one's `joined` events. */
  readonly joined: readonly RoomSummary[];
  readonly version: number;
}

const isOf = (userId: string, event: RoomEvent): event is MemberEvent =>
  event.type === "member" && event.member.userId === userId;

const endsOf = (userId: string, events: readonly RoomEvent[]): number[] =>
  events.flatMap((event) => (isOf(userId, event) && event.member.leftAt !== undefined ? [event.version] : []));

/** Everything at once: the owner's posts, some by socket and some by HTTP, and what happens to the membership. */
const run = async ({ roomId, owner, hers, his }: Race, happens: () => Promise<unknown>, fenceId: string) => {
  const turn = Math.floor(Math.random() * posts);
  await Promise.all(
    range(posts).flatMap((index) => [
      index % 2 === 0 ? owner.accept(roomId, `post ${index}`) : owner.sendBy(hers, roomId, `post ${index}`),
      ...(index === turn ? [happens()] : []),
    ]),
  );
  await owner.say(roomId, "behind it");
  await owner.say(fenceId, `fence of ${roomId}`);
  await Promise.all([hers.untilText(roomId, "behind it"), his.untilText(fenceId, `fence of ${roomId}`)]);
  const joined = his.me.flatMap((event) => (event.type === "joined" && event.roomId === roomId ? [event.room] : []));
  const { version } = await owner.room(roomId);
  const outcome: Outcome = { hers: hers.events(roomId), his: his.events(roomId), joined, version };
  return outcome;
};

const raceAll = async (
  isMember: boolean,
  happens: (race: Race) => Promise<unknown>,
  judge: (outcome: Outcome) => void,
) => {
  const lanes = await Promise.all(
    range(atOnce).map(async () => {
      const [owner, other] = [chat.aUser(), chat.aUser()];
      const fence = await owner.makeRoom({ kind: "group", members: [other.id] });
      return { owner, other, fence, hers: await owner.connect(), his: await other.connect() };
    }),
  );
  await Promise.all(
    lanes.map(async ({ owner, other, fence, hers, his }) => {
      await inTurn(Math.ceil(races / kinds / atOnce), async () => {
        const room = await owner.makeRoom({ kind: "group", ...(isMember ? { members: [other.id] } : {}) });
        const race = { roomId: room.id, owner, hers, other, his };
        for (const socket of isMember ? [hers, his] : [hers]) {
          await socket.until(() => socket.meIn(room.id).length > 0, "everybody is in");
        }
        judge(await run(race, () => happens(race), fence.id));
      });
    }),
  );
};

const followsOn = (from: number, events: readonly RoomEvent[]): number => {
  const replica = new Replica(from);
  for (const event of events) replica.follow(event);
  return replica.version;
};

describe(`in ${races} races of posts and memberships`, () => {
  it(
    "a removed member hears nothing of what comes after the end",
    async () => {
      await raceAll(
        true,
        ({ owner, roomId, other }) => owner.remove(roomId, other),
        ({ his, hers, joined, version }) => {
          const [end] = endsOf(joined[0]!.me!.userId, hers);
          expect(his.filter((event) => event.version > end!)).toEqual([]);
          expect(followsOn(joined[0]!.version, his)).toBe(end);
          expect(followsOn(3, hers)).toBe(version);
        },
      );
    },
    patience,
  );

  it(
    "an added member misses nothing from the beginning on",
    async () => {
      await raceAll(
        false,
        ({ owner, roomId, other }) => owner.add(roomId, other),
        ({ his, joined, version }) => {
          expect(joined).toHaveLength(1);
          expect(followsOn(joined[0]!.version, his)).toBe(version);
        },
      );
    },
    patience,
  );

  it(
    "one who is removed and added again hears what belongs to the memberships, and all of it",
    async () => {
      await raceAll(
        true,
        async ({ owner, roomId, other }) => {
          await owner.remove(roomId, other);
          await owner.add(roomId, other);
        },
        ({ his, hers, joined, version }) => {
          const again = joined.at(-1)!;
          const [end] = endsOf(again.me!.userId, hers);
          const begun = hers.find((event) => event.version > end! && isOf(again.me!.userId, event))!.version;
          expect(his.filter((event) => event.version > end! && event.version < begun)).toEqual([]);
          expect(
            followsOn(
              again.version,
              his.filter((event) => event.version > again.version),
            ),
          ).toBe(version);
        },
      );
    },
    patience,
  );
});
