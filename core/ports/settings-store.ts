import type { RoomRef } from "../entities/refs.ts";
import type { RoomSettings, SettingsChange } from "../entities/room-settings.ts";

export interface SettingsStore {
  /** Of a current member, whose user is locked; `userVersion` tells of it. @returns all of them as they are now. */
  change(room: RoomRef, userId: string, change: SettingsChange, userVersion: number): Promise<RoomSettings>;
}
