import { createHash, randomUUID } from "node:crypto";
import type { Command, DeleteCommand, Delivery, PostCommand } from "../../core/entities/command.ts";
import { originalOf } from "../../core/entities/command.ts";
import type { MessageEvent } from "../../core/entities/event.ts";
import type { Member } from "../../core/entities/member.ts";
import type { Receipt } from "../../core/entities/receipt.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { LockedRoom } from "../../core/entities/room.ts";
import type { Identity } from "../../core/entities/user.ts";

/** Builders are valid by default: a test names only what it is about. */

export const noon = "2026-01-01T12:00:00.000Z";

/** A tenant that no other test has, so that nothing has to be cleared away between tests. */
export const aTenant = (): string => `t-${randomUUID()}`;

export const aRef = (more: Partial<RoomRef> = {}): RoomRef => ({ tenantId: "acme", roomId: "lobby", ...more });
export const aUser = (userId = "alice", tenantId = "acme"): UserRef => ({ tenantId, userId });

export const digestOf = (text: string, mentions?: PostCommand["mentions"]): string =>
  createHash("sha256")
    .update(originalOf({ kind: "post", text, ...(mentions && { mentions }) }))
    .digest("hex");

export const aPost = (more: Partial<PostCommand> = {}): PostCommand => {
  const text = more.text ?? "hello";
  const post = { kind: "post", room: aRef(), authorId: "alice", id: randomUUID(), acceptedAt: noon } as const;
  return { ...post, text, digest: digestOf(text, more.mentions), ...more };
};

export const aDeletion = (more: Partial<DeleteCommand> = {}): DeleteCommand => {
  const messageId = more.messageId ?? randomUUID();
  const digest = createHash("sha256")
    .update(originalOf({ kind: "delete", messageId }))
    .digest("hex");
  const deletion = { kind: "delete", room: aRef(), authorId: "alice", id: randomUUID(), acceptedAt: noon } as const;
  return { ...deletion, messageId, digest, ...more };
};

export const aReceipt = (more: Partial<Receipt> = {}): Receipt => ({
  room: aRef(),
  userId: "alice",
  delivered: 2,
  read: 1,
  userVersion: 1,
  ...more,
});

/** What a post says. */
export const textOf = (command: Command): string => (command.kind === "post" ? command.text : "");

export const aDelivery = (more: Partial<PostCommand> = {}, redelivered = false): Delivery => ({
  command: aPost(more),
  redelivered,
});

export const aMember = (more: Partial<Member> = {}): Member => ({
  userId: "alice",
  role: "member",
  joinedSeq: 0,
  ...more,
});

export const aLockedRoom = (more: Partial<LockedRoom> = {}): LockedRoom => ({
  ref: aRef(),
  kind: "group",
  seq: 0,
  version: 2,
  memberCount: 1,
  ...more,
});

export const anIdentity = (more: Partial<Identity> = {}): Identity => ({
  tenantId: "acme",
  userId: "alice",
  expiresAt: Date.UTC(2030, 0, 1),
  ...more,
});

export const aMessageEvent = (version: number, text = "hello", roomId = "lobby"): MessageEvent => ({
  type: "message",
  roomId,
  prev: version - 1,
  version,
  message: { id: randomUUID(), roomId, seq: version, version, authorId: "alice", text, createdAt: noon },
});
