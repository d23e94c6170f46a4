import { ChatError } from "../errors.ts";

/** So many points in so many seconds; the seconds begin with the first point that is spent. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/** Every rate that can be limited. A name is a promise to operators and to callers: it never changes. */
export const rateNames = [
  "posts-per-user",
  "posts-per-room",
  "reads-per-user",
  "changes-per-user",
  "new-rooms-per-user",
  "invitations-per-user",
  "failures-per-address",
  "events-per-socket",
] as const;

export type RateName = (typeof rateNames)[number];

/** Every number of things at once that can be limited; a name never changes. */
export const countNames = [
  "sockets-per-user",
  "sockets-per-address",
  "rooms-per-user",
  "blocks-per-user",
  "members-per-room",
  "text-length",
  "signals-room-size",
] as const;

export type CountName = (typeof countNames)[number];

/**
 * What is allowed in one tenant. What is absent is not limited. In rooms of more members than `signals-room-size` nobody is shown who
 * has received or read what, who is there and who is typing.
 */
export interface Limits {
  readonly counts: Readonly<Partial<Record<CountName, number>>>;
  readonly rates: Readonly<Partial<Record<RateName, Rate>>>;
}

/** What no tenant may have more of: a session is told of all its rooms, and the contract names the longest text. */
export const ceilings: Limits["counts"] = { "rooms-per-user": 2_000, "blocks-per-user": 1_000, "text-length": 8_192 };

/** How many there may be. */
export const mostOf = ({ counts }: Limits, name: CountName): number => counts[name] ?? ceilings[name] ?? Infinity;

export type LimitsOf = (tenantId: string) => Limits;

/** Of whom nothing is known yet; no tenant has this id. */
export const nobodysTenant = "";

/** Where a budget stands after somebody has asked it for points. */
export interface Standing {
  readonly name: RateName;
  readonly rate: Rate;
  readonly isGranted: boolean;
  readonly remaining: number;
  /** Milliseconds until it is full again. */
  readonly resetMs: number;
}

/** One budget that was asked is exhausted; `standings` are of all that were. */
export class RateLimited extends ChatError {
  readonly standings: readonly Standing[];

  constructor(standings: readonly Standing[]) {
    const refused = standings.filter(({ isGranted }) => !isGranted);
    const retryAfterMs = Math.max(1, ...refused.map(({ resetMs }) => resetMs));
    super("rate_limited", `The limit ${refused.map(({ name }) => name).join(", ")} is reached.`, { retryAfterMs });
    this.standings = standings;
  }
}
