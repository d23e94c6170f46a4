import type { Standing } from "../../core/entities/limits.ts";

type Header = "ratelimit" | "ratelimit-policy";

/** The fields of draft-ietf-httpapi-ratelimit-headers-11: what is allowed, and what is left. */
export const budgetHeaders = (standings: readonly Standing[]): readonly (readonly [Header, string])[] => {
  if (standings.length === 0) return [];
  const policies = standings.map(({ name, rate }) => `"${name}";q=${rate.points};w=${rate.seconds}`);
  const left = standings.map(({ name, remaining, resetMs }) => `"${name}";r=${remaining};t=${seconds(resetMs)}`);
  return [
    ["ratelimit-policy", policies.join(", ")],
    ["ratelimit", left.join(", ")],
  ];
};

const seconds = (ms: number): number => Math.max(0, Math.ceil(ms / 1_000));
