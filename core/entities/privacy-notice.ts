import type { Notice } from "./notice.ts";
import type { Privacy } from "./privacy.ts";
import type { UserRef } from "./refs.ts";

/** @param version the user's that tells of it */
export const privacyNotice = (user: UserRef, privacy: Privacy, version: number): Notice => ({
  to: "user",
  user,
  changes: [{ type: "privacy", prev: version - 1, version, privacy }],
});
