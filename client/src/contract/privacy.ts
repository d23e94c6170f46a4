/**
 * The signals that are turned off: by a user, who then is not shown them of others either, or in a room, for everybody in it.
 * Each is there only when it is off.
 */
export interface Privacy {
  /** How far one has read. */
  readonly readReceipts?: false;
  /** How far one has received. */
  readonly deliveryReceipts?: false;
  readonly typing?: false;
  /** Whether one is online. */
  readonly presence?: false;
}

/** `false` turns a signal off, `true` on; what is absent stays as it is. */
export type PrivacyChange = { readonly [Signal in keyof Privacy]?: boolean };
