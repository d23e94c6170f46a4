import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { LeaseRound, LeaseWishes, PartitionLeases } from "../../core/ports/partition-leases.ts";

/** Where leases are kept, for any number of processes; how time passes there is for a test to say. */
export interface LeaseKeeper {
  /** A process that nobody has heard of. */
  process(partitions: number): PartitionLeases;
  /** Every lease runs out, and everybody counts as gone until they renew. */
  expireAll(): Promise<void>;
  /** All of it is forgotten. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const nothing: LeaseRound = { held: [], surplus: [] };
const all = [0, 1, 2, 3, 4, 5, 6, 7];
const usual: LeaseWishes = { takeExpired: false, except: [] };

const renew = (process: PartitionLeases, wishes: Partial<LeaseWishes> = {}): Promise<LeaseRound> =>
  process.renew({ ...usual, ...wishes });

/** What a process does in each round: it renews, and gives back at once what is too much. */
const round = async (process: PartitionLeases): Promise<readonly number[]> => {
  const { held, surplus } = await renew(process, { takeExpired: true });
  if (surplus.length > 0) await process.release(surplus);
  return held.filter((partition) => !surplus.includes(partition));
};

/** After these everybody has counted everybody, given back what was too much, and taken what was given back. */
const enough = 3;

const settle = async (processes: readonly PartitionLeases[]): Promise<readonly (readonly number[])[]> => {
  let held: readonly (readonly number[])[] = [];
  for (let each = 0; each < enough; each += 1) held = await Promise.all(processes.map(round));
  return held;
};

const sorted = (partitions: readonly (readonly number[])[]): number[] => partitions.flat().sort((a, b) => a - b);
const sizes = (partitions: readonly (readonly number[])[]): number[] => partitions.map(({ length }) => length).sort();

/** What is promised of leases, whoever keeps them. */
export const partitionLeasesContract = (name: string, openKeeper: () => Promise<LeaseKeeper>): void => {
  describe(`the leases of partitions (${name})`, () => {
    let keeper: LeaseKeeper;
    beforeAll(async () => {
      keeper = await openKeeper();
    });
    afterAll(() => keeper.close());
    beforeEach(() => keeper.clear());

    it("are all of a process that is alone", async () => {
      const alone = keeper.process(8);
      expect(await renew(alone)).toEqual({ held: all, surplus: [] });
      expect(await renew(alone)).toEqual({ held: all, surplus: [] });
    });

    it("are shared by processes that start together, and none has too many", async () => {
      const held = await settle([keeper.process(8), keeper.process(8)]);
      expect([sorted(held), sizes(held)]).toEqual([all, [4, 4]]);
    });

    it("are told to be too many when another process comes, the highest first, and are its own once released", async () => {
      const [first, second] = [keeper.process(8), keeper.process(8)];
      await renew(first);
      expect(await renew(second)).toEqual(nothing);
      expect(await renew(first)).toEqual({ held: all, surplus: [7, 6, 5, 4] });
      expect(await renew(second)).toEqual(nothing);
      await first.release([7, 6, 5, 4]);
      expect(await renew(second)).toEqual({ held: [4, 5, 6, 7], surplus: [] });
      expect(await renew(first)).toEqual({ held: [0, 1, 2, 3], surplus: [] });
    });

    it("are shared by three as evenly as eight can be", async () => {
      const held = await settle([keeper.process(8), keeper.process(8), keeper.process(8)]);
      expect([sorted(held), sizes(held)]).toEqual([all, [2, 3, 3]]);
    });

    it("of which there are fewer than processes leave some without", async () => {
      const held = await settle([keeper.process(1), keeper.process(1), keeper.process(1)]);
      expect(sizes(held)).toEqual([0, 0, 1]);
    });

    it("grow back when a process leaves", async () => {
      const [staying, leaving] = [keeper.process(8), keeper.process(8)];
      await settle([staying, leaving]);
      await leaving.leave();
      expect(await renew(staying)).toEqual({ held: all, surplus: [] });
    });

    it("may be left twice, and by who never held any", async () => {
      const process = keeper.process(8);
      await process.leave();
      await process.leave();
      expect(await renew(process)).toEqual({ held: all, surplus: [] });
    });

    it("that ran out are renewed by their holder as if nothing had been", async () => {
      const process = keeper.process(8);
      await renew(process);
      await keeper.expireAll();
      expect(await renew(process)).toEqual({ held: all, surplus: [] });
    });

    it("that ran out are left alone by a process in its first rounds, and then taken", async () => {
      const [dead, heir] = [keeper.process(8), keeper.process(8)];
      await renew(dead);
      await keeper.expireAll();
      expect(await renew(heir)).toEqual(nothing);
      expect(await renew(heir, { takeExpired: true })).toEqual({ held: all, surplus: [] });
    });

    it("that run are taken by nobody", async () => {
      const [holder, other] = [keeper.process(8), keeper.process(8)];
      await renew(holder);
      expect(await renew(other, { takeExpired: true })).toEqual(nothing);
    });

    it("that were lost are not held any more, and a late release or leave takes them from nobody", async () => {
      const [late, heir] = [keeper.process(2), keeper.process(2)];
      await renew(late);
      await keeper.expireAll();
      await renew(heir, { takeExpired: true });
      await late.release([0, 1]);
      await late.leave();
      expect(await renew(heir)).toEqual({ held: [0, 1], surplus: [] });
    });

    it("that a process declines are not taken by it, and by others up to their share", async () => {
      const [old, current] = [keeper.process(4), keeper.process(4)];
      await renew(old, { except: [1, 2] });
      expect(await renew(old, { except: [1, 2] })).toEqual({ held: [0, 3], surplus: [] });
      expect(await renew(current)).toEqual({ held: [1, 2], surplus: [] });
    });

    it("that are declined while held are surplus before any other, and count for nothing", async () => {
      const process = keeper.process(4);
      await renew(process);
      expect(await renew(process, { except: [1] })).toEqual({ held: [0, 1, 2, 3], surplus: [1] });
      await process.release([1]);
      expect(await renew(process, { except: [1] })).toEqual({ held: [0, 2, 3], surplus: [] });
    });

    it("know only the partitions that there are", async () => {
      await renew(keeper.process(8));
      await keeper.expireAll();
      expect(await renew(keeper.process(2), { takeExpired: true })).toEqual({ held: [0, 1], surplus: [] });
    });

    it("are never of two, and all of somebody, when ten renew at once", async () => {
      const processes = Array.from({ length: 10 }, () => keeper.process(32));
      const first = await Promise.all(processes.map((process) => renew(process)));
      const taken = sorted(first.map(({ held }) => held));
      expect(new Set(taken).size).toBe(taken.length);
      const held = await settle(processes);
      expect(sorted(held)).toEqual(Array.from({ length: 32 }, (_, partition) => partition));
      expect(Math.max(...sizes(held))).toBeLessThanOrEqual(4);
    });

    it("are never of two when processes come, vanish and come back all at once", async () => {
      const processes = Array.from({ length: 6 }, () => keeper.process(16));
      await settle(processes);
      await keeper.expireAll();
      const held = await settle(processes.slice(2));
      expect(sorted(held)).toEqual(Array.from({ length: 16 }, (_, partition) => partition));
      expect(sizes(held)).toEqual([4, 4, 4, 4]);
    });
  });
};
