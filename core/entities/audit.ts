import type { Actor, Origin } from "./actor.ts";
import type { DeleteCommand, RecordedMessage } from "./command.ts";
import { systemAuthor } from "./message.ts";
import type { RoomRef } from "./refs.ts";
import { userOf } from "./refs.ts";

/** What may stand on record. A name is a promise to operators: it is never renamed, and its meaning never changes. */
export const auditActions = [
  "room.created",
  "room.changed",
  "room.handed_over",
  "room.deleted",
  "member.joined",
  "member.added",
  "member.left",
  "member.removed",
  "member.role_changed",
  "member.muted",
  "member.unmuted",
  "message.deleted",
  "user.invited",
  "invitation.declined",
  "invitation.withdrawn",
  "user.changed",
  "user.deactivated",
  "user.reactivated",
  "user.tokens_revoked",
  "user.banned",
  "user.ban_lifted",
  "report.reviewed",
] as const;

export type AuditAction = (typeof auditActions)[number];

/** Small facts about an act, such as a role or a time; never a word of a message. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>;

/** Something that was done, as it goes on record. */
export interface AuditEntry {
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly room?: RoomRef;
  /** The user to whom it was done. */
  readonly target?: string;
  readonly details?: AuditDetails;
}

/** The same as it stands there. */
export interface AuditRecord extends Origin {
  /** Later records have higher numbers; some numbers are nobody's. */
  readonly number: number;
  readonly action: AuditAction;
  readonly actorId: string;
  readonly byService?: true;
  readonly roomId?: string;
  readonly target?: string;
  readonly details?: AuditDetails;
  /** By the database's clock, RFC 3339. */
  readonly at: string;
}

/** What goes on record of a message that is deleted: nothing where its author takes it back. What the system said was done to nobody. */
export const deletionEntries = (
  { room, authorId: userId, byService, origin, messageId }: DeleteCommand,
  { authorId: target }: Pick<RecordedMessage, "authorId">,
): readonly AuditEntry[] => {
  if (userId === target) return [];
  const actor = { ...userOf(room, userId), ...(byService && { isService: byService }), ...(origin && { origin }) };
  const whom = target === systemAuthor ? {} : { target };
  return [{ actor, action: "message.deleted", room, ...whom, details: { messageId } }];
};
