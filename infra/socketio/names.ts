import type { RoomRef, UserRef } from "../../core/entities/refs.ts";

/** Percent-encoded parts, so that no tenant, room or user id can spell another's name. */
const nameOf = (kind: "r" | "u" | "p", tenantId: string, id: string): string =>
  `${kind}:${encodeURIComponent(tenantId)}:${encodeURIComponent(id)}`;

export const roomName = ({ tenantId, roomId }: RoomRef): string => nameOf("r", tenantId, roomId);
/** Of what others are shown of a user; no socket is ever in it. */
export const presenceName = ({ tenantId, userId }: UserRef): string => nameOf("p", tenantId, userId);
export const userName = ({ tenantId, userId }: UserRef): string => nameOf("u", tenantId, userId);

export type Named = { readonly room: RoomRef } | { readonly user: UserRef } | { readonly present: UserRef };

const shape = /^([rup]):([^:]*):([^:]*)$/;

/** Whose name this is; nothing when it is none of ours. */
export const namedBy = (name: string): Named | undefined => {
  const [, kind, tenant, id] = shape.exec(name) ?? [];
  if (tenant === undefined || id === undefined) return undefined;
  try {
    const [tenantId, own] = [decodeURIComponent(tenant), decodeURIComponent(id)];
    if (kind === "r") return { room: { tenantId, roomId: own } };
    const user = { tenantId, userId: own };
    return kind === "u" ? { user } : { present: user };
  } catch {
    return undefined; // a stray per cent sign
  }
};
