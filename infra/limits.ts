import type { Limits, LimitsOf, Rate, RateName } from "../core/entities/limits.ts";
import { rateNames } from "../core/entities/limits.ts";

const rate = (points: number, seconds: number): Rate => ({ points, seconds });

/** Out of the way of people and of their devices, and in the way of programs that have gone wild. */
const defaultRates: Limits["rates"] = {
  "posts-per-user": rate(200, 10),
  "posts-per-room": rate(2_000, 10),
  "reads-per-user": rate(2_000, 60),
  "changes-per-user": rate(300, 60),
  "new-rooms-per-user": rate(60, 60),
  "invitations-per-user": rate(600, 60),
  "failures-per-address": rate(300, 60),
  "events-per-socket": rate(500, 10),
};

/** What is wrong with a setting, for whoever wrote it. */
export class BadLimit extends Error {
  override readonly name = "BadLimit";
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** @param text as in `100/10s`, `60/1m` or `off`. @throws BadLimit */
const parseRate = (name: string, text: string): Rate | undefined => {
  if (text === "off") return undefined;
  const [, points = "", time = "", unit = ""] = /^(\d{1,9})\/(\d{1,5})([smh])$/.exec(text) ?? [];
  const parsed = rate(Number(points), Number(time) * (units[unit] ?? 0));
  if (parsed.points > 0 && parsed.seconds > 0 && parsed.seconds <= 86_400) return parsed;
  throw new BadLimit(`${name} must be like 100/10s, 60/1m or 1000/1h, of at most a day, or off`);
};

const isName = (name: string): name is RateName => rateNames.some((known) => known === name);

/** @returns the rates with this one set, or without it. @throws BadLimit */
const withRate = (rates: Limits["rates"], name: string, text: string): Limits["rates"] => {
  if (!isName(name)) throw new BadLimit(`${name} is no limit; there are ${rateNames.join(", ")}`);
  const { [name]: _, ...others } = rates;
  const parsed = parseRate(name, text);
  return parsed ? { ...others, [name]: parsed } : others;
};

/** @param text as in `posts-per-user=100/10s,posts-per-room=off`, on top of the defaults; `off` alone is none at all. @throws BadLimit */
export const parseRates = (text: string): Limits["rates"] => {
  if (text.trim() === "off") return {};
  let rates = defaultRates;
  for (const each of text.split(",").filter((part) => part.trim() !== "")) {
    const [name = "", value = "", ...rest] = each.split("=").map((part) => part.trim());
    if (rest.length > 0) throw new BadLimit(`${name} has more than one =; limits are separated by commas`);
    rates = withRate(rates, name, value);
  }
  return rates;
};

/** The same for all tenants. */
export const limitsOf = (rates: Limits["rates"]): LimitsOf => {
  const limits: Limits = { rates };
  return () => limits;
};
