import { setTimeout as pause } from "node:timers/promises";
import { signToken } from "../../../infra/auth/sign.ts";
import { eventually } from "../../support/wait.ts";
import { User } from "../../support/user.ts";
import type { Fault } from "../harness/fault.ts";
import { Hearing } from "../harness/hearing.ts";
import type { Way } from "../harness/preparation.ts";
import type { Scene } from "../harness/scene.ts";

const everyWay: readonly Way[] = ["gateway:redis", "consumer:redis", "http:redis"];
const roomId = "leaving";
const postEveryMs = 40;
/** A head check finds within 10 s what was not announced; posts go on meanwhile. */
const goOnMs = 11_000;

/** Somebody who is removed while it listens. */
interface Leaver {
  readonly user: User;
  readonly hearing: Hearing;
  removedAt: number;
}

/** One room that the crowd does not know, whose owner talks all the time. */
class LeavingRoom {
  readonly #scene: Scene;
  readonly owner: User;
  readonly #hearings: Hearing[] = [];
  #goesOn = true;
  #talking: Promise<void> = Promise.resolve();

  constructor(scene: Scene) {
    this.#scene = scene;
    this.owner = this.someone("owner");
  }

  someone(id: string): User {
    const { url, socketUrl, tiers } = this.#scene;
    return new User({ id, tenant: "default", at: { url, socketUrl, secret: tiers.secret } }, () => {});
  }

  async listener(id: string): Promise<Hearing> {
    const { socketUrl, tiers } = this.#scene;
    const hearing = new Hearing(socketUrl, await signToken(tiers.secret, { userId: id, expires: "1h" }));
    this.#hearings.push(hearing);
    return hearing;
  }

  begin(): void {
    this.#talking = this.#talk();
  }

  async fallSilent(): Promise<void> {
    this.#goesOn = false;
    await this.#talking;
  }

  async end(): Promise<void> {
    await this.fallSilent();
    for (const hearing of this.#hearings) hearing.close();
  }

  /** By members that are in it no more: the version at which that ended. */
  async ends(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#scene.tiers.query(
      `select user_id as id, m.version::integer as version from members m join rooms r on r.key = m.room_id
       where r.id = '${roomId}' and left_at is not null`,
    );
    return new Map(rows.map(({ id, version }) => [String(id), Number(version)]));
  }

  async #talk(): Promise<void> {
    for (let number = 1; this.#goesOn; number += 1) {
      await this.owner.accept(roomId, `${number}`).catch(() => {});
      await pause(postEveryMs);
    }
  }
}

const claimSilence = (scene: Scene, { user, hearing, removedAt }: Leaver, end: number | undefined): void => {
  if (end === undefined) {
    scene.claim(false, `${user.id} was not removed`);
    return;
  }
  const leaked = hearing.events.filter((event) => event.roomId === roomId && event.version > end).length;
  scene.claim(leaked === 0, `${user.id} has heard ${leaked} events of the time after its end`);
  const listed = hearing.lists.filter(({ at, rooms }) => at > removedAt && rooms.includes(roomId)).length;
  scene.claim(listed === 0, `${user.id} was let into the room ${listed} times after its end`);
};

/** Each is removed at another moment: before, while and after nothing is announced, and one gateway is dead. */
const removeAll = async (scene: Scene, leavers: readonly Leaver[], owner: User): Promise<void> => {
  const left = [...leavers];
  const removeNext = async (): Promise<void> => {
    const next = left.shift();
    if (!next) return;
    await owner.remove(roomId, next.user);
    next.removedAt = performance.now();
  };
  const victim = scene.oneOf(scene.places.gateway);
  for (const way of everyWay) scene.proxy(way).hold();
  await removeNext();
  await victim.kill();
  await removeNext();
  await pause(2_000);
  await removeNext();
  for (const way of everyWay) scene.proxy(way).heal();
  const started = victim.start();
  await Promise.all([removeNext(), removeNext()]);
  await started;
  while (left.length > 0) await removeNext();
};

const listenAndLeave = async (scene: Scene, room: LeavingRoom): Promise<void> => {
  const ids = Array.from({ length: 7 }, (_, index) => `leaver-${index}`);
  await room.owner.makeRoom({ id: roomId, kind: "group", members: [...ids, "stayer"] });
  const stayer = await room.listener("stayer");
  const leavers = await Promise.all(
    ids.map(async (id) => ({ user: room.someone(id), hearing: await room.listener(id), removedAt: 0 })),
  );
  room.begin();
  const all = [stayer, ...leavers.map(({ hearing }) => hearing)];
  await eventually(async () => all.every(({ version }) => version > 0) || undefined, "everybody hears the room");
  await removeAll(scene, leavers, room.owner);
  await pause(scene.isLong ? 60_000 : goOnMs);
  await room.fallSilent();
  const { version } = await room.owner.room(roomId);
  await eventually(async () => stayer.version >= version || undefined, "who stayed hears the last", 15_000);
  const ends = await room.ends();
  for (const leaver of leavers) claimSilence(scene, leaver, ends.get(leaver.user.id));
};

const run = async (scene: Scene): Promise<void> => {
  const room = new LeavingRoom(scene);
  try {
    await listenAndLeave(scene, room);
  } finally {
    await room.end();
  }
};

export const removedFault: Fault = {
  name: "members-removed",
  what: "members are removed while Redis is silent and a gateway is dead, and hear nothing of what comes after their end",
  part: "everything",
  through: everyWay,
  run,
};
