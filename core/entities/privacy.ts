/** What others are shown of somebody, beside messages. */
export const signals = ["readReceipts", "deliveryReceipts", "typing", "presence"] as const;

export type Signal = (typeof signals)[number];

/** The signals that a user, or a room for everybody in it, has turned off. Each is there only when it is. */
export type Privacy = Readonly<Partial<Record<Signal, false>>>;

/** What is to be different; what is absent stays. */
export type PrivacyChange = Readonly<Partial<Record<Signal, boolean>>>;

/** The privacy as it is to be: what is turned on is not there. */
export const changedPrivacy = (before: Privacy, change: PrivacyChange): Privacy =>
  Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, isOn]) => !isOn));

export const isSamePrivacy = (one: Privacy, other: Privacy): boolean =>
  signals.every((signal) => one[signal] === other[signal]);

/** Those who have a say in whether somebody is shown a signal. */
export interface SignalParties {
  /** Absent where it is shown outside of every room. */
  readonly room?: Privacy;
  /** Whose signal it is. */
  readonly giver: Privacy;
  /** Another user, who is to be shown it. */
  readonly viewer: Privacy;
}

/** What one hides one does not see of others. One's own is not asked about here: it reaches one's own devices whatever is hidden. */
export const isShown = (signal: Signal, { room = {}, giver, viewer }: SignalParties): boolean =>
  [room, giver, viewer].every((privacy) => privacy[signal] !== false);
