/** What a member alone has of a room. Each is there only while it is set; nobody else is told. */
export interface RoomSettings {
  /** No notifications, until it is taken back. */
  readonly silent?: true;
  /** No notifications until then. It stays when that time is over. RFC 3339. */
  readonly silentUntil?: string;
  readonly pinned?: true;
  /** Listed only where that is asked for, whatever is posted. */
  readonly shelved?: true;
  /** Not listed while the room's `seq` is not above it. */
  readonly hiddenSeq?: number;
  /** Everything above this `seq` is unread, whatever was read; whatever is read after that takes it away. */
  readonly marker?: number;
}

/** What is to be different; what is absent stays. */
export interface SettingsChange {
  readonly silent?: boolean;
  /** In place of `silent`: for so long, by the database's clock. */
  readonly silentSeconds?: number;
  readonly pinned?: boolean;
  readonly shelved?: boolean;
  /** Until the next message. */
  readonly hidden?: boolean;
  /** `null` takes it away. */
  readonly marker?: number | null;
}
