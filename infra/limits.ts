import type { CountName, Limits, Rate, RateName } from "../core/entities/limits.ts";
import { ceilings, countNames, rateNames } from "../core/entities/limits.ts";

const rate = (points: number, seconds: number): Rate => ({ points, seconds });

/** Out of the way of people and of their devices, and in the way of programs that have gone wild. */
export const defaultLimits: Limits = {
  rates: {
    "posts-per-user": rate(200, 10),
    "posts-per-room": rate(2_000, 10),
    "reads-per-user": rate(2_000, 60),
    "changes-per-user": rate(300, 60),
    "new-rooms-per-user": rate(60, 60),
    "invitations-per-user": rate(600, 60),
    "failures-per-address": rate(300, 60),
    "events-per-socket": rate(500, 10),
  },
  counts: { "sockets-per-user": 50, "signals-room-size": 256 },
};

/** What is wrong with a setting, for whoever wrote it. */
export class BadLimit extends Error {
  override readonly name = "BadLimit";
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };
/** A direct room always has two. */
const leasts: Limits["counts"] = { "members-per-room": 2 };
const mostCounted = 9_999_999;
const mostSeconds = 86_400;

/** @throws BadLimit */
const parseRate = (name: string, value: string): Rate => {
  const [, points = "", time = "", unit = ""] = /^(\d{1,9})\/(\d{1,5})([smh])$/.exec(value) ?? [];
  const parsed = rate(Number(points), Number(time) * (units[unit] ?? 0));
  if (parsed.points > 0 && parsed.seconds > 0 && parsed.seconds <= mostSeconds) return parsed;
  throw new BadLimit(`${name} must be like 100/10s, 60/1m or 1000/1h, of at most a day, or off`);
};

/** @throws BadLimit */
const parseCount = (name: CountName, value: string): number => {
  const most = ceilings[name] ?? mostCounted;
  const least = leasts[name] ?? 1;
  if (/^\d{1,7}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  throw new BadLimit(`${name} must be a number from ${least} to ${most}, or off`);
};

const isRate = (name: string): name is RateName => rateNames.some((known) => known === name);
const isCount = (name: string): name is CountName => countNames.some((known) => known === name);

const without = <T extends object>(values: T, name: keyof T): T => {
  const { [name]: _, ...others } = values;
  return others as T;
};

/** @param value as in `100/10s`, `50` or `off` @returns the limits with this one set, or without it. @throws BadLimit */
export const withLimit = (limits: Limits, name: string, value: string): Limits => {
  const { rates, counts } = limits;
  if (isRate(name)) {
    const others = without(rates, name);
    return { counts, rates: value === "off" ? others : { ...others, [name]: parseRate(name, value) } };
  }
  if (isCount(name)) {
    const others = without(counts, name);
    return { rates, counts: value === "off" ? others : { ...others, [name]: parseCount(name, value) } };
  }
  throw new BadLimit(`${name} is no limit; there are ${[...rateNames, ...countNames].join(", ")}`);
};

/** @param text as in `posts-per-user=100/10s,posts-per-room=off`, on top of the defaults; `off` alone is none at all. @throws BadLimit */
export const parseLimits = (text: string, defaults = defaultLimits): Limits => {
  if (text.trim() === "off") return { rates: {}, counts: {} };
  let limits = defaults;
  for (const each of text.split(",").filter((part) => part.trim() !== "")) {
    const [name = "", value = "", ...rest] = each.split("=").map((part) => part.trim());
    if (rest.length > 0) throw new BadLimit(`${name} has more than one =; limits are separated by commas`);
    limits = withLimit(limits, name, value);
  }
  return limits;
};
