import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Privacy } from "../../entities/privacy.ts";
import type { UserRef } from "../../entities/refs.ts";
import { userKey } from "../../entities/refs.ts";
import type { Stores } from "../../ports/unit-of-work.ts";
import { aMember, aRef, aUser } from "../../../test/support/builders.ts";
import { range } from "../../../test/support/chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { FakePresenceStore } from "../../../test/support/fakes-presence.ts";
import { GetOnline } from "./get-online.ts";

const viewer = aUser("user-0000");
const roomId = "lobby";
let clock: FakeClock;
let store: FakePresenceStore;
let size: number;
let privacy: Privacy;
let hiders: ReadonlySet<string>;
let getOnline: GetOnline;

const idOf = (index: number): string => `user-${String(index).padStart(4, "0")}`;

/** A room of `size` members, which reads page by page. */
const stores = {
  blocks: { pairs: async () => [] },
  users: {
    privacy: async (users: readonly UserRef[]) =>
      new Map(users.filter(({ userId }) => hiders.has(userId)).map((user) => [userKey(user), { presence: false }])),
  },
  members: {
    membership: async () => ({ room: aRef(), kind: "group", now: "", memberCount: size, member: aMember(viewer), privacy }), // prettier-ignore
    page: async (_room: unknown, limit: number, cursor = "0") => {
      const [from, to] = [Number(cursor), Math.min(size, Number(cursor) + limit)];
      const members = range(to - from).map((index) => aMember({ userId: idOf(from + index) }));
      return { members, ...(to < size && { cursor: String(to) }) };
    },
  },
} as unknown as Pick<Stores, "blocks" | "members" | "users">;

beforeEach(() => {
  [privacy, hiders] = [{}, new Set()];
  clock = new FakeClock();
  store = new FakePresenceStore(clock);
  getOnline = new GetOnline(stores, store, () => ({ rates: {}, counts: { "signals-room-size": 256 } }), clock);
});

const come = (...indexes: readonly number[]) => store.hold(indexes.map((index) => aUser(idOf(index))));
const ask = (more: { isService?: true } = {}) => getOnline.execute({ viewer: { ...viewer, ...more }, roomId });
const looks = () => store.asked.filter((each) => each.startsWith("see")).length;

describe("who is online in a room", () => {
  it("is listed up to the size that shows signals, and counted above it", async () => {
    await come(7, 256, 300);
    size = 256;
    expect(await ask()).toEqual({ online: ["user-0007"], count: 1 });
    size = 257;
    expect(await ask()).toEqual({ count: 2 });
  });

  it("is counted in a room of thousands, once in five seconds, however many ask", async () => {
    size = 2_500;
    await come(0, 999, 1_000, 2_499);
    const answers = await Promise.all(range(50).map(() => ask()));
    expect(answers).toEqual(range(50).map(() => ({ count: 4 })));
    await come(5);
    await clock.turn(4_999);
    expect([await ask(), looks()]).toEqual([{ count: 4 }, 3]);
    await clock.turn(1);
    expect([await ask(), looks()]).toEqual([{ count: 5 }, 6]);
  });

  it("is not known while the store is away, and nobody is called offline for that", async () => {
    size = 2;
    store.isAway = true;
    await expect(ask()).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe.each([
  ["small", 256],
  ["large", 257],
])("who is online in a %s room and hides it", (_, members) => {
  const answer = (...indexes: readonly number[]) => {
    const online = indexes.map(idOf);
    return { count: online.length, ...(members === 256 && { online }) };
  };

  beforeEach(async () => {
    size = members;
    await come(0, 1, 2);
  });

  it("is neither listed nor counted, but for a service", async () => {
    hiders = new Set([idOf(2)]);
    expect([await ask(), await ask({ isService: true })]).toEqual([answer(0, 1), answer(0, 1, 2)]);
  });

  it("is shown nobody else", async () => {
    hiders = new Set([idOf(0)]);
    expect(await ask()).toEqual(answer(0));
  });

  it("is shown nobody else where the room hides it", async () => {
    privacy = { presence: false };
    expect([await ask(), await ask({ isService: true })]).toEqual([answer(0), answer(0, 1, 2)]);
    await store.release([viewer]);
    expect(await ask()).toEqual(answer());
  });
});
