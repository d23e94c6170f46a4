import type { AuditLog } from "./audit-log.ts";
import type { BanStore } from "./ban-store.ts";
import type { BlockStore } from "./block-store.ts";
import type { CommandStore } from "./command-store.ts";
import type { FeedStore } from "./feed-store.ts";
import type { InvitationStore } from "./invitation-store.ts";
import type { LeftoverStore } from "./leftover-store.ts";
import type { MemberStore } from "./member-store.ts";
import type { MessageStore } from "./message-store.ts";
import type { ReceiptStore } from "./receipt-store.ts";
import type { ReportStore } from "./report-store.ts";
import type { RoomStore } from "./room-store.ts";
import type { SettingsStore } from "./settings-store.ts";
import type { UserStore } from "./user-store.ts";

/** Everything that is kept. Each call is one statement, so each answer is one snapshot. */
export interface Stores {
  readonly rooms: RoomStore;
  readonly members: MemberStore;
  readonly bans: BanStore;
  readonly blocks: BlockStore;
  readonly invitations: InvitationStore;
  readonly settings: SettingsStore;
  readonly audit: AuditLog;
  readonly leftovers: LeftoverStore;
  readonly messages: MessageStore;
  readonly receipts: ReceiptStore;
  readonly reports: ReportStore;
  readonly commands: CommandStore;
  readonly users: UserStore;
  readonly feed: FeedStore;
}

/**
 * All or nothing. Locks are always taken in one order: rooms by key, members by (room, user), users by id.
 * Everything inside must go through the stores that `work` is given; anything else throws.
 */
export interface UnitOfWork {
  /** Read committed: what is read after a lock is what the lock's last holder left. @throws StorageFailure */
  run<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** Read only, and every statement sees the same snapshot. @throws StorageFailure */
  snapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
}
