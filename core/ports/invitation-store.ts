import type { Invitation } from "../entities/invitation.ts";
import type { RoomRef, UserRef } from "../entities/refs.ts";

export interface InvitationsPage {
  readonly invitations: readonly Invitation[];
  readonly cursor?: string;
}

export interface InvitationStore {
  /** In place of an earlier one. The room is locked; `userVersion` tells of it. */
  put(room: RoomRef, invitation: Omit<Invitation, "roomId" | "at">, userVersion: number): Promise<Invitation>;
  /** Those of these users that are open. */
  open(room: RoomRef, userIds: readonly string[]): Promise<readonly Invitation[]>;
  /** Those of these pairs that have an open one. */
  invited(
    pairs: readonly { readonly room: RoomRef; readonly userId: string }[],
  ): Promise<readonly { readonly room: RoomRef; readonly userId: string }[]>;
  /** Of an open one that is declined or withdrawn; `userVersion` tells of it. */
  close(room: RoomRef, userId: string, userVersion: number): Promise<void>;
  /** Those that memberships have taken the place of. */
  forget(room: RoomRef, userIds: readonly string[]): Promise<void>;
  /** Open ones by user id. @throws ChatError `invalid_input` when the cursor is not one of ours */
  ofRoom(room: RoomRef, limit: number, cursor?: string): Promise<InvitationsPage>;
  /** Open ones by room id. @throws ChatError `invalid_input` when the cursor is not one of ours */
  ofUser(user: UserRef, limit: number, cursor?: string): Promise<InvitationsPage>;
}
