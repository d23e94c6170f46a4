import { isUtf8 } from "node:buffer";
import { z } from "zod";
import type { Command, DeleteCommand, PostCommand } from "../../core/entities/command.ts";
import { systemAuthor } from "../../core/entities/message.ts";
import { isStorable, maxTextLength } from "../../core/entities/text.ts";
import { reservedUserIds } from "../../core/entities/user.ts";

/**
 * By what is in it: a shape that changes, or is new, gets a higher version of its own, and what has not changed stays readable to
 * consumers of the version before. A consumer leaves newer ones to consumers that know them.
 */
const versions = { post: 1, delete: 2, byService: 3 } as const satisfies Record<Command["kind"] | "byService", number>;
const newest = Math.max(...Object.values(versions));

/** Far more than any command takes, of this version or a later one. In bytes. */
const maxBody = 1_048_576;

const maxUserId = 128;
const control = /\p{Cc}/u;
const reservedKey = "__proto__";
const instant = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const isInstant = (text: string): boolean => {
  const time = instant.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
};

const isUserId = (id: string): boolean => id.isWellFormed() && !control.test(id) && !reservedUserIds.has(id);

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** What the handlers let in, and nothing else: whatever passes goes to the database. */
const ofTimeline = {
  room: z.strictObject({
    tenantId: z.string().regex(/^[a-z0-9-]{1,64}$/),
    roomId: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/)
      .refine((id) => id !== reservedKey),
  }),
  authorId: z.string().min(1).max(maxUserId).refine(isUserId),
  id: uuid,
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  acceptedAt: z.string().refine(isInstant),
};

const post = z.strictObject({
  kind: z.literal("post"),
  ...ofTimeline,
  text: z.string().min(1).max(maxTextLength).refine(isStorable),
}) satisfies z.ZodType<PostCommand>;

const deletion = z.strictObject({
  kind: z.literal("delete"),
  ...ofTimeline,
  messageId: uuid,
}) satisfies z.ZodType<DeleteCommand>;

/** A consumer that took no notice of the mark would refuse what a service may. The system says something, and deletes nothing. */
const byService = { byService: z.literal(true) };
const author = z.union([z.literal(systemAuthor), ofTimeline.authorId]);
const ofService = z.discriminatedUnion("kind", [
  post.extend({ ...byService, authorId: author }),
  deletion.extend(byService),
]);

const envelope = z.discriminatedUnion("v", [
  z.strictObject({ v: z.literal(versions.post), command: post }),
  z.strictObject({ v: z.literal(versions.delete), command: deletion }),
  z.strictObject({ v: z.literal(versions.byService), command: ofService }),
]);

export type Decoded =
  | { readonly command: Command }
  /** Why, for an operator; nothing of the message is quoted. */
  | { readonly unparsable: string }
  | { readonly newer: number };

const versionOf = ({ kind, byService }: Command): number => (byService ? versions.byService : versions[kind]);

export const encode = (given: Command): Buffer => Buffer.from(JSON.stringify({ v: versionOf(given), command: given }));

/** Never throws, whatever the bytes are. */
export const decode = (body: Buffer): Decoded => {
  if (body.length > maxBody) return { unparsable: "It is larger than any command." };
  if (!isUtf8(body)) return { unparsable: "It is not UTF-8." };
  const json = parse(body.toString());
  const told = versionIn(json);
  if (told === undefined) return { unparsable: "It is not a JSON object with a version." };
  if (told > newest) return { newer: told };
  const parsed = envelope.safeParse(json);
  return parsed.success ? { command: parsed.data.command } : { unparsable: mistakeIn(parsed.error, told) };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const versionIn = (json: unknown): number | undefined => {
  const v = typeof json === "object" && json !== null && "v" in json ? json.v : undefined;
  return typeof v === "number" && Number.isSafeInteger(v) && v >= 1 ? v : undefined;
};

/** A path holds names of ours alone: what else a message has is told of the object around it. */
const mistakeIn = ({ issues }: z.ZodError, version: number): string => {
  const paths = new Set(issues.map(({ path }) => path.join(".") || "the whole"));
  return `It is not a command of version ${version}. Not as documented: ${[...paths].join(", ")}.`;
};
