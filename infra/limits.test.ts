import { describe, expect, it } from "@jest/globals";
import { rateNames } from "../core/entities/limits.ts";
import { defaultLimits, parseLimits } from "./limits.ts";

describe("the limits in a setting", () => {
  it("are the defaults, of which every rate has one", () => {
    expect(parseLimits("")).toBe(defaultLimits);
    expect(Object.keys(defaultLimits.rates).toSorted()).toEqual([...rateNames].toSorted());
  });

  it("take the place of their defaults, and leave the others", () => {
    const { rates, counts } = parseLimits(
      " posts-per-user = 5/1m, posts-per-room=off,reads-per-user=7/2h,sockets-per-user=3,sockets-per-address=9 ",
    );
    expect(rates["posts-per-user"]).toEqual({ points: 5, seconds: 60 });
    expect(rates["reads-per-user"]).toEqual({ points: 7, seconds: 7_200 });
    expect("posts-per-room" in rates).toBe(false);
    expect(rates["changes-per-user"]).toBe(defaultLimits.rates["changes-per-user"]);
    expect(counts).toEqual({ ...defaultLimits.counts, "sockets-per-user": 3, "sockets-per-address": 9 });
    expect(parseLimits("sockets-per-user=off").counts).toEqual({ "signals-room-size": 256 });
  });

  it("are all off with one word", () => {
    expect(parseLimits("off")).toEqual({ rates: {}, counts: {} });
  });

  it.each([
    ["posts", "posts is no limit; there are posts-per-user, "],
    ["__proto__=1/1s", "__proto__ is no limit"],
    ["posts-per-user", "posts-per-user must be like 100/10s, 60/1m or 1000/1h, of at most a day, or off"],
    ["posts-per-user=100", "must be like"],
    ["posts-per-user=0/10s", "must be like"],
    ["posts-per-user=1/0s", "must be like"],
    ["posts-per-user=1/25h", "must be like"],
    ["posts-per-user=1.5/1s", "must be like"],
    ["posts-per-user=-1/1s", "must be like"],
    ["posts-per-user=1/1s=2", "has more than one"],
    ["sockets-per-user=0", "sockets-per-user must be a number from 1 to 9999999, or off"],
    ["text-length=8193", "text-length must be a number from 1 to 8192, or off"],
    ["sockets-per-user=5/1s", "must be a number"],
  ])("%j cannot be used, and it is said why", (text, sentence) => {
    expect(() => parseLimits(text)).toThrow(sentence);
  });
});
