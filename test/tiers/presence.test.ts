import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { Presence, PresenceAnswer } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { ChatProcess } from "../support/chat-process.ts";
import { startRedis } from "../support/services/redis.ts";
import type { Listener } from "../support/socket.ts";
import { givenServices, Tiers } from "../support/tiers.ts";
import { useDeployments, useServers } from "../support/tiers-lifecycle.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const lifetimeMs = 4_000;
const settings = { PRESENCE_SECONDS: String(lifetimeMs / 1_000) };
const patienceMs = 60_000;
const chat = useChat();
const aDeployment = useDeployments();
const aServer = useServers();

const watch = async (socket: Listener, ...users: readonly User[]): Promise<readonly Presence[]> => {
  const ack = await socket.ask<PresenceAnswer>("presence", { watch: users.map(({ id }) => id) });
  if (!ack.ok) throw new Error(`The watch was refused: ${ack.code}.`);
  return ack.presences;
};

const untilTold = (socket: Listener, user: User, online: boolean): Promise<Presence> =>
  socket.until(
    () => {
      const last = socket.presences.findLast(({ userId }) => userId === user.id);
      return last?.online === online && last;
    },
    `it is told that ${user.id} is ${online ? "online" : "offline"}`,
  );

describe("presence over several gateways", () => {
  let tiers: Tiers;
  let http: ChatProcess;
  let gateways: readonly ChatProcess[];
  beforeAll(async () => {
    tiers = await new Tiers().prepare();
    const roles = ["http", "gateway", "gateway", "gateway"] as const;
    [http, ...gateways] = (await Promise.all(roles.map((role) => tiers.start(role, settings)))) as [
      ChatProcess,
      ...ChatProcess[],
    ];
  }, patienceMs);
  afterAll(() => tiers.clear());

  const at = (index: number) => tiers.at(http, gateways[index]!);

  it("is one for all of them: a device here and one there, and a move from one to another, are nobody's news", async () => {
    const [alice, here, there] = [
      chat.aUser("alice", { at: at(0) }),
      chat.aUser("bob", { at: at(1) }),
      chat.aUser("bob", { at: at(0) }),
    ];
    const hers = await alice.connect();
    await watch(hers, here);
    const first = await here.connect();
    await untilTold(hers, here, true);
    const second = await there.connect();
    first.close();
    const third = await here.connect();
    second.close();
    third.close();
    await untilTold(hers, here, false);
    expect(hers.presences.map(({ online }) => online)).toEqual([true, false]);
  });

  it("ends within two lifetimes for the users of a gateway that was killed, and for no others", async () => {
    const [alice, bob, carol] = [
      chat.aUser("alice", { at: at(0) }),
      chat.aUser("bob", { at: at(2) }),
      chat.aUser("carol", { at: at(2) }),
    ];
    await Promise.all([bob.connect(), carol.connect(), chat.aUser("carol", { at: at(1) }).connect()]);
    const hers = await alice.connect();
    const online = async () => (await watch(hers, bob, carol)).every((each) => each.online) || undefined;
    await eventually(online, "bob and carol are online");
    const before = Date.now();
    gateways[2]!.signal("SIGKILL");
    const gone = await eventually(
      async () => hers.presences.find((each) => each.userId === "bob" && !each.online),
      "bob is offline",
      2 * lifetimeMs + 2_000,
    );
    expect(Date.parse(gone.lastSeenAt!)).toBeGreaterThan(before - lifetimeMs);
    expect(await watch(hers, carol)).toEqual([{ userId: "carol", online: true }]);
    expect(hers.presences.filter((each) => !each.online)).toEqual([gone]);
  });
});

describe("while Redis is away", () => {
  it("sessions open, nobody is called offline, and all is known again when it is back, empty as it may be", async () => {
    const redis = await aServer(startRedis);
    const tiers = await aDeployment({ ...givenServices(), redisUrl: redis.url });
    const [one, gateway] = await Promise.all([tiers.start("http", settings), tiers.start("gateway", settings)]);
    const [alice, bob, carol] = ["alice", "bob", "carol"].map((id) =>
      chat.aUser(id, { at: tiers.at(one, gateway) }),
    ) as [User, User, User];
    const hers = await alice.connect();
    await watch(hers, bob, carol);
    await bob.connect();
    await untilTold(hers, bob, true);
    await redis.kill();
    await carol.connect();
    const refused = async () => ((await alice.get("/v1/presence?user=bob")).status === 503 ? true : undefined);
    await eventually(refused, "presence is not known");
    expect(await watch(hers, bob, carol)).toContainEqual({ userId: "bob", online: true });
    await redis.restart();
    await untilTold(hers, carol, true);
    const known = async () => {
      const { status, body } = await alice.get<PresenceAnswer>("/v1/presence?user=bob&user=carol");
      return status === 200 && body.presences.every(({ online }) => online) ? true : undefined;
    };
    await eventually(known, "both are online");
    expect(hers.presences.filter(({ online }) => !online)).toEqual([]);
  });
});
