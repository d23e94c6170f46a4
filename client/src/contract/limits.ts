/** The version of the socket protocol; a client names the one it speaks in its handshake. */
export const PROTOCOL = 1;

/** Limits of this protocol version. `ready` repeats those that a deployment may change. */
export const LIMITS = {
  /** Longest `text` of a message. */
  textLength: 8_192,
  /** Longest `name` of a room. */
  nameLength: 128,
  /** Longest `description` of a room. */
  descriptionLength: 1_024,
  /** Longest `picture`. */
  pictureLength: 2_048,
  /** Largest `data`, as JSON in UTF-8, in bytes. */
  dataBytes: 8_192,
  /** Longest mute or ban that has an end, in seconds. */
  penaltySeconds: 31_536_000,
  /** Slowest `slowMode` of a room, in seconds. */
  slowModeSeconds: 21_600,
  /** Longest `reason` of a ban. */
  reasonLength: 512,
  /** Longest user id. */
  userIdLength: 128,
  /** Most users named in one request. */
  usersPerRequest: 100,
  /** Most users that one connection watches. */
  watchedPerSocket: 500,
  /** Most users that one message mentions. */
  mentionsPerMessage: 50,
  /** Most of the unread messages of a room that mention you that are counted. */
  unreadMentions: 1_000,
  /** Most rooms that one user is a member of. */
  roomsPerUser: 2_000,
  /** Most users that one user blocks. */
  blocksPerUser: 1_000,
  /** Most rooms in one `sync`. */
  roomsPerSync: 200,
  /** Most events in one answer of `sync`, over all its rooms. */
  eventsPerSync: 500,
  /** Largest page of any list, and what a page holds when `limit` is absent. */
  pageSize: 200,
  defaultPageSize: 50,
  /** Most rooms in `ready`; the rest come by `GET /v1/rooms?cursor`. */
  roomsInReady: 500,
  /** Deepest nesting of a request body. */
  nesting: 32,
  /** Largest request body or socket packet, in bytes. */
  bodyBytes: 65_536,
  /** Longest `Prefer: wait`, in seconds. */
  waitSeconds: 10,
} as const;
