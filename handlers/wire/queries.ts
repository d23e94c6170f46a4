import { z } from "zod";

import { LIMITS } from "../../client/src/contract.ts";
import { reportStatus } from "./rows.ts";
import { counter, name, roomId, userId, uuid } from "./values.ts";

/** In an address everything is text: digits, and nothing else, are a number. */
const digits = <S extends z.ZodType<number>>(number: S) =>
  z.preprocess((value, context) => {
    if (value === undefined) return value;
    if (typeof value === "string" && /^\d+$/.test(value)) return Math.min(Number(value), Number.MAX_VALUE);
    context.addIssue({
      code: "custom",
      params: { code: "bad_format" },
      message: "Must be a whole number, given once.",
    });
    return z.NEVER;
  }, number);

const oneOrMore = (value: unknown): unknown => (typeof value === "string" ? [value] : value);

const limit = digits(z.int().min(1).max(LIMITS.pageSize))
  .default(LIMITS.defaultPageSize)
  .describe("1 to 200; 50 when absent.");

const cursor = z.string().min(1).max(512).describe("From the page before this one.").exactOptional();

const since = digits(counter).describe("The position that the client has: a version, or 0.");

export const cursorPage = z.strictObject({ cursor, limit });

/** In an address everything is text. */
const flag = (description: string) =>
  z
    .preprocess((value) => (value === "true" ? true : value === "false" ? false : value), z.boolean())
    .describe(description)
    .exactOptional();

export const roomsPageOfMine = z.strictObject({
  pinned: flag("Only those that I have pinned, or only the others."),
  shelved: flag("Those that I have shelved, in place of the others."),
  cursor,
  limit,
});

export const reportsPage = z.strictObject({
  status: reportStatus.default("open").describe("Those that stand so; open ones when absent."),
  cursor,
  limit,
});

const q = name.describe("What a word of the name begins with, and goes on with, in any case.").exactOptional();

export const channelsPage = z.strictObject({ q, cursor, limit });

export const feedPage = z.strictObject({ since, limit });

const edge = (description: string) => digits(counter).describe(description).exactOptional();

const edges = ["before", "after", "around"] as const;

export const messagesWindow = z
  .strictObject({
    before: edge("Messages below this `seq`."),
    after: edge("Messages above this `seq`."),
    around: edge("Messages on both sides of this `seq`, and the one that has it."),
    limit,
  })
  .superRefine((query, context) => {
    const given = edges.filter((each) => query[each] !== undefined);
    if (given.length < 2) return;
    const message = `Give only one of ${edges.join(", ")}.`;
    for (const path of given) {
      context.addIssue({ code: "custom", path: [path], params: { code: "exclusive" }, message });
    }
  });

/** Parameters of which only one kind may be given. */
const apart =
  (alone: string, others: readonly string[]) =>
  (query: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void => {
    const given = others.filter((each) => query[each] !== undefined);
    if (query[alone] === undefined || given.length === 0) return;
    const message = `Give ${alone}, or ${others.join(" and ")}.`;
    for (const path of [alone, ...given]) {
      context.addIssue({ code: "custom", path: [path], params: { code: "exclusive" }, message });
    }
  };

const user = z.preprocess(oneOrMore, z.array(userId).min(1).max(LIMITS.usersPerRequest));

export const presenceAsked = z.strictObject({
  user: user.describe("A user's id; repeat the parameter for more, up to 100."),
});

export const usersAsked = z
  .strictObject({
    user: user
      .describe("A user's id; repeat the parameter for more, up to 100. Absent: a page of users.")
      .exactOptional(),
    q: name.describe("What the id, or a word of the name, begins with and goes on with, in any case.").exactOptional(),
    cursor,
    limit,
  })
  .superRefine(apart("user", ["q", "cursor"]));

export const leaving = z.strictObject({
  successor: userId.describe("For an owner who leaves: the member who owns the room from then on.").exactOptional(),
});

export const byAuthor = z.strictObject({
  authorId: userId.describe("By a service alone: for whom it posted.").exactOptional(),
});

export const inRoom = z.strictObject({ roomId });
export const ofUser = z.strictObject({ userId });
export const ofMember = z.strictObject({ roomId, userId });
export const ofMessage = z.strictObject({ roomId, messageId: uuid });
export const ofBlocked = z.strictObject({ userId });
export const ofReport = z.strictObject({ roomId, reportId: uuid });
export const ofCommand = z.strictObject({ roomId, id: uuid });
