import { z } from "zod";

import { LIMITS } from "../../client/src/contract.ts";
import { isStorable, isStorableJson } from "../../core/entities/text.ts";
import { reservedUserIds } from "../../core/entities/user.ts";

/** The code of a field that fails a rule which no JSON Schema keyword says. */
const rule = (code: string, message: string) => ({ params: { code }, message });

const storable = rule("not_well_formed", "Must not hold U+0000 or half of a surrogate pair.");
const reserved = rule("bad_format", "Is reserved.");
const control = /\p{Cc}/u;

/** JavaScript gives this key a meaning of its own, so it never becomes one of ours. */
export const reservedKey = "__proto__";

const roomIdText = "Must be 1 to 64 of the characters A-Z a-z 0-9 _ -.";

export const roomId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, roomIdText)
  .refine((id) => id !== reservedKey, reserved)
  .describe("A room's id, unique in its tenant.");

export const userId = z
  .string()
  .min(1)
  .max(LIMITS.userIdLength)
  .refine((id) => id.isWellFormed(), storable)
  .refine((id) => !control.test(id), rule("bad_format", "Must not hold control characters."))
  .refine((id) => !reservedUserIds.has(id), reserved)
  .describe("A user's id: the `sub` of that user's tokens.");

/** Of a message or a command. */
export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "Must be a UUID in lower case.")
  .describe("A UUID in lower case; version 7 is recommended.");

const storableText = (max: number) => z.string().min(1).max(max).refine(isStorable, storable);

export const text = storableText(LIMITS.textLength).describe("1 to 8,192 UTF-16 code units. It keeps its bytes.");
export const name = storableText(LIMITS.nameLength);

export const reason = storableText(LIMITS.reasonLength).describe("For whoever looks after the room.");
export const penalty = z.int().min(1).max(LIMITS.penaltySeconds).describe("In seconds, from now on; a year at most.");

export const description = storableText(LIMITS.descriptionLength);
export const picture = storableText(LIMITS.pictureLength).describe("An address; nobody looks it up.");

const fitsInData = (data: object): boolean => new TextEncoder().encode(JSON.stringify(data)).length <= LIMITS.dataBytes;

export const data = z
  .record(z.string(), z.unknown())
  .refine(fitsInData, rule("too_long", `Must have at most ${LIMITS.dataBytes} bytes as JSON.`))
  .refine(isStorableJson, storable)
  .describe("Yours: at most 8 KB of JSON, kept as it is.");

/** A whole number from 0: a `seq`, a version, a count. */
export const counter = z.int().min(0);
export const seq = z.int().min(1).describe("Numbers the messages of a room: 1, 2, 3… without a hole.");

export const time = z.string().describe("RFC 3339, UTC, with milliseconds.");

export const token = z.string().min(1).max(16_384).describe("A JSON Web Token.");
