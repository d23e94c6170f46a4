import { isIP } from "node:net";
import { z } from "zod";
import type { Command, DeleteCommand, PostCommand } from "../../core/entities/command.ts";
import { maxMentions } from "../../core/entities/mentions.ts";
import { systemAuthor } from "../../core/entities/message.ts";
import { isStorable, maxTextLength } from "../../core/entities/text.ts";
import type { Unread } from "./message-codec.ts";
import { read, room, userId } from "./message-codec.ts";

/**
 * By what is in it: a shape that changes, or is new, gets a higher version of its own, and what has not changed stays readable to
 * consumers of the version before. A consumer leaves newer ones to consumers that know them.
 */
const versions = { post: 1, delete: 2, byService: 3, origin: 4, mentions: 5 } as const;
const newest = Math.max(...Object.values(versions));

const instant = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const isInstant = (text: string): boolean => {
  const time = instant.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
};

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const ofTimeline = {
  room,
  authorId: userId,
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

/** Only deletes have one; a consumer that took no notice of it would leave it out of the record. */
const withOrigin = deletion.extend({
  byService: byService.byService.exactOptional(),
  origin: z.strictObject({
    address: z
      .string()
      .refine((address) => isIP(address) !== 0)
      .exactOptional(),
    requestId: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/)
      .exactOptional(),
  }),
}) satisfies z.ZodType<DeleteCommand>;

const isOrdered = (ids: readonly string[]): boolean =>
  ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ""));

/** A consumer that took no notice of them would store the message without. */
const mentioning = { mentions: z.array(userId).min(1).max(maxMentions).refine(isOrdered) };
const withMentions = z.union([
  post.extend(mentioning),
  post.extend({ ...mentioning, ...byService, authorId: author }),
]) satisfies z.ZodType<PostCommand>;

const envelope = z.discriminatedUnion("v", [
  z.strictObject({ v: z.literal(versions.post), command: post }),
  z.strictObject({ v: z.literal(versions.delete), command: deletion }),
  z.strictObject({ v: z.literal(versions.byService), command: ofService }),
  z.strictObject({ v: z.literal(versions.origin), command: withOrigin }),
  z.strictObject({ v: z.literal(versions.mentions), command: withMentions }),
]);

const format = { what: "command", newest, envelope };

export type DecodedCommand = { readonly command: Command } | Unread;

const versionOf = (command: Command): number => {
  if (command.kind === "delete" && command.origin) return versions.origin;
  if (command.kind === "post" && command.mentions) return versions.mentions;
  return command.byService ? versions.byService : versions[command.kind];
};

export const encode = (given: Command): Buffer => Buffer.from(JSON.stringify({ v: versionOf(given), command: given }));

/** Never throws, whatever the bytes are. */
export const decode = (body: Buffer): DecodedCommand => {
  const message = read(body, format);
  return "read" in message ? { command: message.read.command } : message;
};
