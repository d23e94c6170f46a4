import type { RoomRef } from "../../core/entities/refs.ts";

/** Percent-encoded parts, so that no tenant or room id can spell another room's name. */
export const roomName = ({ tenantId, roomId }: RoomRef): string =>
  `r:${encodeURIComponent(tenantId)}:${encodeURIComponent(roomId)}`;
