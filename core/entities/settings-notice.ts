import type { SettingsEvent } from "./event.ts";
import type { Notice } from "./notice.ts";
import type { RoomRef } from "./refs.ts";
import { userOf } from "./refs.ts";
import type { RoomSettings } from "./room-settings.ts";

/** @param version the user's that tells of it */
export const settingsNotice = (room: RoomRef, userId: string, settings: RoomSettings, version: number): Notice => {
  const change: SettingsEvent = { type: "settings", roomId: room.roomId, prev: version - 1, version, settings };
  return { to: "user", user: userOf(room, userId), changes: [change] };
};
