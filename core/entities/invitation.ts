import type { Role } from "./member.ts";

/** Lets a user see a room and come in. It is over when it is declined or withdrawn, or the membership begins. */
export interface Invitation {
  readonly roomId: string;
  readonly userId: string;
  /** What they will be. */
  readonly role: Exclude<Role, "owner">;
  readonly invitedBy: string;
  /** RFC 3339. */
  readonly at: string;
}
