import type { Scene } from "../../../test/faults/harness/scene.ts";
import { Traffic } from "../../../test/faults/harness/traffic.ts";
import type { Post } from "../../../test/long/ledger.ts";
import type { Sender } from "../../../test/long/load.ts";
import { startBalancer } from "../../../test/support/balancer.ts";

const talkers = 3;

/** What is said, where, and when it was accepted. */
export interface Talk {
  /** In half of the rooms somebody posts all the time. */
  readonly active: Traffic;
  /** Says one thing in the silent room of this number; from 0 on, in as many as there are. */
  say(room: number, text: string): Promise<void>;
  readonly silentRooms: readonly string[];
  /** When it was accepted, by `performance.now()`; nothing where it was not. */
  acceptedAt(post: Post): number | undefined;
  stop(): Promise<void>;
}

const silentIn = (sender: Sender, room: string): Sender => ({ ...sender, rooms: [room] });

/** The rooms of the last of the people are silent; some of the others talk in the rest of theirs. */
export const startTalk = async (scene: Scene, seed: number): Promise<Talk> => {
  const people = await scene.crowd.senders();
  const quiet = people.at(-1);
  if (!quiet) throw new Error("Nobody is there.");
  const silentRooms = quiet.rooms;
  const isActive = (room: string): boolean => !silentRooms.includes(room);
  const loud = people.slice(0, talkers).map((sender) => ({ ...sender, rooms: sender.rooms.filter(isActive) }));
  const balancer = await startBalancer(scene.places.http.map(({ address }) => address));
  const at = { url: balancer.address, socketUrl: scene.socketUrl };
  const active = new Traffic(at, [...loud, quiet], scene.ledger, seed);
  const silent = silentRooms.map((room) => new Traffic(at, [silentIn(quiet, room)], scene.ledger, seed));
  const all = [active, ...silent];
  return {
    active,
    silentRooms,
    say: async (room, text) => {
      await silent[room]?.post(text);
    },
    acceptedAt: ({ id }) => all.map((traffic) => traffic.acceptedAt(id)).find((acceptedAt) => acceptedAt !== undefined),
    stop: async () => {
      await Promise.all(all.map((traffic) => traffic.stop(0)));
      await balancer.close();
    },
  };
};
