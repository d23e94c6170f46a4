import { inLanes } from "./driving/posting.ts";
import type { Poster } from "./driving/job.ts";
import type { Handshake } from "./driving/wire-socket.ts";
import type { Stack } from "./stack.ts";

/** Users who are all in the same rooms; the first one makes them. */
export interface Group {
  readonly users: readonly string[];
  readonly rooms: readonly string[];
}

/** Every socket of a benchmark is in so many rooms. */
const roomsEach = 5;
/** Rooms made at once. */
const lanes = 8;

const named = (name: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${name}${index}`);

export const group = (name: string, users: number, rooms = roomsEach): Group => ({
  users: named(`${name}-user-`, users),
  rooms: named(`${name}-room-`, rooms),
});

export const groups = (name: string, count: number, users: number, rooms = roomsEach): Group[] =>
  named(`${name}-`, count).map((each) => group(each, users, rooms));

export const createGroups = async (stack: Stack, all: readonly Group[]): Promise<void> => {
  const rooms = all.flatMap(({ users, rooms: ids }) => ids.map((id) => ({ id, users })));
  await inLanes(lanes, rooms.length, async (index) => {
    const room = rooms[index];
    if (room) await stack.createRoom(room.id, room.users);
  });
};

export const handshakes = (stack: Stack, all: readonly Group[]): Promise<Handshake[]> =>
  Promise.all(all.flatMap(({ users, rooms }) => users.map((user) => stack.handshake(user, rooms))));

/** Every room, and the one who made it. */
export const posters = async (stack: Stack, all: readonly Group[]): Promise<Poster[]> => {
  const each = await Promise.all(
    all.map(async ({ users, rooms }) => {
      const token = await stack.token(users[0] ?? "");
      return rooms.map((roomId) => ({ token, roomId }));
    }),
  );
  return each.flat();
};
