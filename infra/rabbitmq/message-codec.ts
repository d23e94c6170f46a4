import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { reservedUserIds } from "../../core/entities/user.ts";

/** Far more than any message takes, of this version or a later one. In bytes. */
const maxBody = 1_048_576;

const maxUserId = 128;
const control = /\p{Cc}/u;
const reservedKey = "__proto__";

const isUserId = (id: string): boolean => id.isWellFormed() && !control.test(id) && !reservedUserIds.has(id);

/** What the handlers let in, and nothing else: whatever passes goes to the database. */
export const userId = z.string().min(1).max(maxUserId).refine(isUserId);
export const room = z.strictObject({
  tenantId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  roomId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .refine((id) => id !== reservedKey),
});

/** What the messages of one queue are. */
export interface Format<Envelope> {
  /** A noun for what such a message holds. */
  readonly what: string;
  /** The newest version that is known here. */
  readonly newest: number;
  readonly envelope: z.ZodType<Envelope>;
}

/** Of a message that nothing is done for. */
export type Unread =
  /** Why, for an operator; nothing of the message is quoted. */
  | { readonly unparsable: string }
  /** Left to consumers that know this version. */
  | { readonly newer: number };

/** Never throws, whatever the bytes are. */
export const read = <Envelope>(
  body: Buffer,
  { what, newest, envelope }: Format<Envelope>,
): { readonly read: Envelope } | Unread => {
  if (body.length > maxBody) return { unparsable: `It is larger than any ${what}.` };
  if (!isUtf8(body)) return { unparsable: "It is not UTF-8." };
  const json = parse(body.toString());
  const told = versionIn(json);
  if (told === undefined) return { unparsable: "It is not a JSON object with a version." };
  if (told > newest) return { newer: told };
  const parsed = envelope.safeParse(json);
  if (parsed.success) return { read: parsed.data };
  return { unparsable: `It is not a ${what} of version ${told}. Not as documented: ${fieldsIn(parsed.error)}.` };
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

/** A path holds names of ours alone: what else a message has is told of the object around it. Of a list, all are told as one. */
const fieldsIn = ({ issues }: z.ZodError): string => {
  const names = issues.map(({ path }) => path.filter((part) => typeof part !== "number").join(".") || "the whole");
  return [...new Set(names)].join(", ");
};
