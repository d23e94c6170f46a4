import { seeded } from "../../long/load.ts";
import type { Fault } from "../harness/fault.ts";

/** Recovery traffic is what turns incidents into outages: these are done at the same time, each with one of another part. */
const first = [
  "broker-killed",
  "broker-stopped",
  "consumer-killed-after-commit",
  "consumer-stopped-before-commit",
  "http-killed",
  "database-killed",
  "database-backends-terminated",
  "database-slow",
  "redis-killed",
  "redis-deaf",
  "gateway-killed",
  "rolling-restart",
];

const endOfAll = /^(rolling-restart|all-killed)$/;
/** These wait for a calm that another fault takes away, or end what another one has started. */
const loners =
  /^(every-point-in-turn|consumer-(receipts-)?(poisoned|newer-version|garbage|duplicated)|broker-(receipts-)?queue-(deleted|full|mismatch)|redis-receipts-alone|gateway-(stalled-client|silent-sockets|tokens-expired)|database-(deadlock|connections-exhausted|full|migrated)|members-removed)$/;

const canMeet = (one: Fault, other: Fault): boolean =>
  one.part !== other.part &&
  ![one, other].some(({ name }) => loners.test(name)) &&
  !(endOfAll.test(one.name) && other.arm !== undefined) &&
  !(endOfAll.test(other.name) && one.arm !== undefined) &&
  !(endOfAll.test(one.name) && /^(consumer|http|gateway)-/.test(other.name)) &&
  !(endOfAll.test(other.name) && /^(consumer|http|gateway)-/.test(one.name));

const both = (one: Fault, other: Fault): Fault => ({
  name: `${one.name} + ${other.name}`,
  what: `${one.what}; meanwhile ${other.what}`,
  part: "everything",
  isAlone: (one.isAlone ?? false) || (other.isAlone ?? false),
  arm: (random) => ({ ...one.arm?.(random), ...other.arm?.(random) }),
  through: [...(one.through ?? []), ...(other.through ?? [])],
  run: async (scene) => {
    await Promise.all([one.run(scene), other.run(scene)]);
  },
});

/** Two faults at once, of different parts, chosen by the seed: every one of {@link first} with one of the others. */
export const pairsOf = (faults: readonly Fault[], seed: number): readonly Fault[] => {
  const random = seeded(seed);
  return first.flatMap((name) => {
    const one = faults.find((fault) => fault.name === name);
    const others = one ? faults.filter((other) => canMeet(one, other)) : [];
    const other = others[Math.floor(random() * others.length)];
    return one && other ? [both(one, other)] : [];
  });
};

/** The pair of these two names, whatever the seed would have chosen. */
export const pairNamed = (faults: readonly Fault[], name: string): Fault | undefined => {
  const [one, other] = name.split(" + ").map((each) => faults.find((fault) => fault.name === each));
  return one && other ? both(one, other) : undefined;
};
