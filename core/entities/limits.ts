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

/** What is allowed in one tenant. A rate that is absent is not limited. */
export interface Limits {
  readonly rates: Readonly<Partial<Record<RateName, Rate>>>;
}

export type LimitsOf = (tenantId: string) => Limits;

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
