import type { RoomRef, UserRef } from "../../core/entities/refs.ts";

/** Percent-encoded parts, so that no tenant, room or user id can spell another's name. */
const nameOf = (kind: "r" | "u", tenantId: string, id: string): string =>
  `${kind}:${encodeURIComponent(tenantId)}:${encodeURIComponent(id)}`;

export const roomName = ({ tenantId, roomId }: RoomRef): string => nameOf("r", tenantId, roomId);
export const userName = ({ tenantId, userId }: UserRef): string => nameOf("u", tenantId, userId);

export type Named = { readonly room: RoomRef } | { readonly user: UserRef };

const shape = /^([ru]):([^:]*):([^:]*)$/;

/** Whose name this is; nothing when it is none of ours. */
export const namedBy = (name: string): Named | undefined => {
  const [, kind, tenant, id] = shape.exec(name) ?? [];
  if (tenant === undefined || id === undefined) return undefined;
  try {
    const [tenantId, own] = [decodeURIComponent(tenant), decodeURIComponent(id)];
    return kind === "r" ? { room: { tenantId, roomId: own } } : { user: { tenantId, userId: own } };
  } catch {
    return undefined; // a stray per cent sign
  }
};
