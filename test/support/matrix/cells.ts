import type { RoomKind } from "../../../client/src/index.ts";
import type { AccessAnswer } from "../../../handlers/wire/access.ts";
import type { Act } from "../../../handlers/wire/access-answers.ts";
import { acts, answerFor, answerOf } from "../../../handlers/wire/access-answers.ts";
import type { Standing, Target } from "../../../handlers/wire/standings.ts";
import { refusedTokens, standings, standingsIn, targets } from "../../../handlers/wire/standings.ts";
import { hasRoom, isEvent, isReading } from "./requests.ts";

export type BadToken = keyof typeof refusedTokens;

/** One question: who asks for what, of which room. */
export interface Cell {
  readonly act: Act;
  readonly who: Standing | BadToken;
  /** The kind of a room in which somebody has that standing, or one that is the same to everybody. */
  readonly where: RoomKind | Target | "nowhere";
  readonly answer: AccessAnswer;
}

const kinds = ["group", "channel", "direct"] as const;
const everybody = Object.keys(standings) as readonly Standing[];
const badTokens = Object.keys(refusedTokens) as readonly BadToken[];

const refusedOf = (act: Act): readonly Cell[] => {
  // A socket is refused as a whole, before it can name a room.
  const places: readonly Cell["where"][] = hasRoom(act) && !isEvent(act) ? [...kinds, ...targets] : ["nowhere"];
  return places.flatMap((where) => badTokens.map((who) => ({ act, who, where, answer: refusedTokens[who] })));
};

const inRooms = (act: Act): readonly Cell[] =>
  kinds.flatMap((where) =>
    standingsIn[where].map((who) => ({ act, who, where, answer: answerOf(act.rule, where, who) })),
  );

/** To a stranger every room of the others is a foreign one. */
const inOthers = (act: Act): readonly Cell[] =>
  targets.flatMap((where) =>
    everybody
      .filter((who) => where !== "foreign" || who !== "stranger")
      .map((who) => ({ act, who, where, answer: answerFor(act.rule, where) })),
  );

const nowhere = (act: Act): readonly Cell[] =>
  everybody.map((who) => ({ act, who, where: "nowhere", answer: answerOf(act.rule, "group", who) }));

const cellsOf = (act: Act): readonly Cell[] => [
  ...refusedOf(act),
  ...(hasRoom(act) ? [...inRooms(act), ...inOthers(act)] : nowhere(act)),
];

/** The whole matrix, row by row. */
export const rows: readonly (readonly [Act, readonly Cell[]])[] = acts.map((act) => [act, cellsOf(act)]);

/** What anybody reads without naming a room. */
export const lists = acts.filter(
  (act) => isReading(act) && !hasRoom(act) && !isEvent(act) && answerOf(act.rule, "group", "outsider") === "allowed",
);
