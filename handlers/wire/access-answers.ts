import type { RoomKind } from "../../client/src/contract.ts";
import type { AccessAnswer, AccessRule } from "./access.ts";
import { access } from "./access.ts";
import type { Standing, Target } from "./standings.ts";
import { seersOf } from "./standings.ts";

/** One row of the table. */
export interface Act {
  /** An operation, or an event of a client. */
  readonly name: keyof typeof access;
  /** What it does, where it does more than one thing. */
  readonly deed?: string;
  readonly rule: AccessRule;
}

const isRule = (row: (typeof access)[keyof typeof access]): row is Extract<typeof row, AccessRule> =>
  "may" in row || "always" in row;

const actsOf = (name: keyof typeof access): readonly Act[] => {
  const row = access[name];
  if (isRule(row)) return [{ name, rule: row }];
  return Object.entries<AccessRule>(row).map(([deed, rule]) => ({ name, deed, rule }));
};

export const acts: readonly Act[] = (Object.keys(access) as (keyof typeof access)[]).flatMap(actsOf);

/** As in `removeMember (oneself)`. */
export const nameOf = ({ name, deed }: Act): string => (deed === undefined ? name : `${name} (${deed})`);

/** What somebody with a good token is answered about a room that there is. */
export const answerOf = (rule: AccessRule, kind: RoomKind, standing: Standing): AccessAnswer => {
  if ("always" in rule) return standing === "service" ? (rule.service ?? rule.always) : rule.always;
  const { may, otherwise = {}, neverInDirect, instead } = rule;
  const own = typeof otherwise === "string" ? otherwise : otherwise[standing];
  const sees = seersOf[kind].includes(standing);
  if (!sees) return instead ?? "room_not_found";
  if (kind === "direct" && (neverInDirect === true || neverInDirect?.includes(standing))) return "forbidden";
  if (may === "seers" ? own === undefined : may.includes(standing)) return "allowed";
  return instead ?? own ?? "forbidden";
};

/** And about one that there is not, whoever asks. */
export const answerFor = (rule: AccessRule, target: Target): AccessAnswer => {
  if (target === "malformed") return "invalid_input";
  if ("always" in rule) return rule.always;
  return rule.instead ?? "room_not_found";
};
