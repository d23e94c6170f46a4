import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as pause } from "node:timers/promises";

/** The moments between two steps of the message path, and `poison`, which is a batch with a message of that very text. */
const moments = [
  "before-publish",
  "after-confirm",
  "before-batch",
  "poison",
  "before-commit",
  "after-commit",
  "before-emit",
  "after-emit",
  "before-ack",
  "before-push",
] as const;

export type Moment = (typeof moments)[number];

/** Where a process can be told to fail. Receipts take the same path, and are counted by themselves; theirs is `poison` of a user of that name. */
export type Point = Moment | `receipts-${Moment}`;

const points: readonly Point[] = [...moments, ...moments.map((moment) => `receipts-${moment}` as const)];

/** An operator's mistake; the message says what can be written. */
export class FailpointsProblem extends Error {
  override readonly name = "FailpointsProblem";
}

interface Failpoint {
  readonly point: Point;
  readonly act: () => Promise<void> | undefined;
  /** It acts when it is passed for the n-th time, from 1 on. */
  readonly first: number;
  /** And each time after that. */
  readonly isRepeated: boolean;
}

const pattern = /^([a-z-]+):(kill|stop|throw|hang|pause=(\d{1,6}))@([1-9]\d{0,8})(\+?)$/;

const hangForEver = (): Promise<void> => new Promise(() => {});

const actions = (point: string, ms: number): Readonly<Record<string, Failpoint["act"]>> => ({
  kill: () => void process.kill(process.pid, "SIGKILL"),
  stop: () => void process.kill(process.pid, "SIGSTOP"),
  throw: () => Promise.reject(new Error(`The failpoint ${point} was passed.`)),
  hang: hangForEver,
  pause: () => pause(ms),
});

const isPoint = (name: string): name is Point => points.some((point) => point === name);

const parse = (text: string): Failpoint => {
  const [, point = "", action = "", ms = "0", first = "1", repeated] = pattern.exec(text) ?? [];
  const act = actions(point, Number(ms))[action.replace(/=.*/, "")];
  if (!act || !isPoint(point)) {
    throw new FailpointsProblem(
      `FAILPOINTS has "${text}". Write <point>:<kill|stop|throw|hang|pause=ms>@<n>, with a + at its end for each time ` +
        `from the n-th on, separated by commas. The points are ${points.join(", ")}.`,
    );
  }
  return { point, act, first: Number(first), isRepeated: repeated === "+" };
};

/** For tests of what happens in between. A process without FAILPOINTS has none of this in its way. */
export class Failpoints {
  readonly #failpoints: readonly Failpoint[];
  readonly #passed = new Map<Point, number>();
  readonly #ofReceipts = new AsyncLocalStorage<true>();

  /** @param text as in `after-commit:kill@37,before-ack:pause=500@1+`. @throws FailpointsProblem */
  constructor(text: string) {
    this.#failpoints = text.split(",").map((each) => parse(each.trim()));
  }

  /** Whatever is passed within `work`, however deep, is passed by receipts. */
  ofReceipts<T>(work: () => T): T {
    return this.#ofReceipts.run(true, work);
  }

  /** A kill or a stop takes effect before this returns. */
  pass(moment: Moment): Promise<void> | undefined {
    const point: Point = this.#ofReceipts.getStore() ? `receipts-${moment}` : moment;
    const count = (this.#passed.get(point) ?? 0) + 1;
    this.#passed.set(point, count);
    const due = this.#failpoints.find(
      (each) => each.point === point && (count === each.first || (each.isRepeated && count > each.first)),
    );
    return due?.act();
  }
}
