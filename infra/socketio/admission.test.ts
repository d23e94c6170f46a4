import { beforeEach, describe, expect, it } from "@jest/globals";
import { FakeClock, settled } from "../../test/support/fake-clock.ts";
import type { Visit } from "./admission.ts";
import { Admission } from "./admission.ts";

let clock: FakeClock;
let admission: Admission;
/** The visitors that were let in, and those that were not, in order. */
let inside: number[];
let refused: number[];
let visits: Visit[];

beforeEach(() => {
  clock = new FakeClock();
  admission = new Admission(clock);
  [inside, refused, visits] = [[], [], []];
});

const come = async (count: number): Promise<void> => {
  for (let left = count; left > 0; left -= 1) {
    const visit = admission.ask();
    const number = visits.push(visit) - 1;
    void visit.admitted.then((isAdmitted) => (isAdmitted ? inside : refused).push(number));
  }
  await settled();
};

const leave = async (...numbers: readonly number[]): Promise<void> => {
  for (const number of numbers) visits[number]?.leave();
  await settled();
};

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe("admission", () => {
  it("lets fifty in at once, and the others as these leave, in order", async () => {
    await come(60);
    expect(inside).toEqual(range(0, 50));
    await leave(30, 7);
    expect(inside.slice(50)).toEqual([50, 51]);
    await leave(50);
    expect(inside.slice(52)).toEqual([52]);
  });

  it("sends away who has waited for five seconds, and only him", async () => {
    await come(51);
    await clock.turn(3_000);
    await come(1);
    await clock.turn(1_999);
    expect(refused).toEqual([]);
    await clock.turn(1);
    expect(refused).toEqual([50]);
    await leave(0);
    expect(inside.slice(50)).toEqual([51]);
  });

  it("gives nobody's place twice, however often he leaves", async () => {
    await come(55);
    await leave(0, 0, 0);
    await clock.turn(10_000);
    await leave(0, 51, 52);
    await come(1);
    expect([inside.length, refused]).toEqual([51, [51, 52, 53, 54]]);
  });

  it("lets who is waiting leave, and the next one come in his place", async () => {
    await come(53);
    await leave(50);
    await leave(3);
    expect([inside.slice(50), refused]).toEqual([[51], [50]]);
  });

  it("leaves no timer behind", async () => {
    await come(55);
    await leave(...range(0, 55));
    expect([inside.length + refused.length, clock.waiting]).toEqual([55, 0]);
  });
});
