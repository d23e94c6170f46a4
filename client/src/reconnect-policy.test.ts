import { describe, expect, it } from "@jest/globals";
import type { Bye } from "./contract.ts";
import { decide } from "./reconnect-policy.ts";

const always = (value: number) => () => value;
const aBye = (retry: Bye["retry"], reconnectInMs?: number) =>
  ({
    kind: "bye",
    bye: { code: "c", message: "m", retry, ...(reconnectInMs === undefined ? {} : { reconnectInMs }) },
  }) as const;

describe("the reconnect policy", () => {
  it("doubles the pause after each failure, up to ten seconds, and takes any part of it", () => {
    const pauses = [0, 1, 2, 3, 4, 5, 50].map((attempt) => decide({ kind: "lost" }, attempt, always(1)));
    expect(pauses.map((pause) => !pause.stop && pause.retryInMs)).toEqual([500, 1000, 2000, 4000, 8000, 10000, 10000]);
    expect(decide({ kind: "lost" }, 5, always(0))).toEqual({ stop: false, retryInMs: 0, refreshToken: false });
  });

  it("comes back when a draining server says, without a pause of its own", () => {
    expect(decide(aBye("now", 700), 0, always(1))).toEqual({ stop: false, retryInMs: 700, refreshToken: false });
    expect(decide(aBye("now", 700), 1, always(1))).toEqual({ stop: false, retryInMs: 1700, refreshToken: false });
  });

  it("pauses for a second at the least when asked to come later", () => {
    expect(decide(aBye("later"), 0, always(0))).toEqual({ stop: false, retryInMs: 1000, refreshToken: false });
    expect(decide(aBye("later", 3000), 4, always(1))).toEqual({ stop: false, retryInMs: 8000, refreshToken: false });
  });

  it("comes back at once with a fresh token, and with pauses when that is refused too", () => {
    expect(decide(aBye("after_auth"), 0, always(1))).toEqual({ stop: false, retryInMs: 0, refreshToken: true });
    expect(decide(aBye("after_auth"), 3, always(1))).toEqual({ stop: false, retryInMs: 4000, refreshToken: true });
  });

  it("stops when told never to come back", () => {
    expect(decide(aBye("never"), 0, always(1))).toEqual({ stop: true });
  });
});
