import type { RoomSettings } from "../../core/entities/room-settings.ts";

/** A member's own settings, each of which is nothing where the member has never set any. */
export interface SettingsRow {
  readonly silent: boolean | null;
  readonly silent_until: string | null;
  readonly pinned: boolean | null;
  readonly shelved: boolean | null;
  readonly hidden_seq: number | null;
  readonly marker: number | null;
}

export const settingsColumns = "s.silent, s.silent_until, s.pinned, s.shelved, s.hidden_seq, s.marker";

/** Beside `m`. What an earlier membership had is nobody's any more. */
export const settingsBeside = `left join member_settings s
  on s.room_id = m.room_id and s.user_id = m.user_id and m.left_at is null`;

export const toSettings = ({
  silent,
  silent_until,
  pinned,
  shelved,
  hidden_seq,
  marker,
}: SettingsRow): RoomSettings => ({
  ...(silent && { silent }),
  ...(silent_until === null ? {} : { silentUntil: silent_until }),
  ...(pinned && { pinned }),
  ...(shelved && { shelved }),
  ...(hidden_seq === null ? {} : { hiddenSeq: hidden_seq }),
  ...(marker === null ? {} : { marker }),
});
