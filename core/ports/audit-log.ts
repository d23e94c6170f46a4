import type { AuditEntry, AuditRecord } from "../entities/audit.ts";
import type { RoomRef } from "../entities/refs.ts";

export interface AuditPage {
  /** The latest first. */
  readonly records: readonly AuditRecord[];
  readonly cursor?: string;
}

/** What was done, by whom, to whom, when and from where. It only grows: the database itself refuses everything else. */
export interface AuditLog {
  /** Stands there when the transaction does, in this order. */
  record(entries: readonly AuditEntry[]): Promise<void>;
  /** @throws ChatError `invalid_input` when the cursor is not one of ours */
  ofRoom(room: RoomRef, limit: number, cursor?: string): Promise<AuditPage>;
  /** Of all rooms, and what belongs to none. @throws ChatError `invalid_input` when the cursor is not one of ours */
  ofTenant(tenantId: string, limit: number, cursor?: string): Promise<AuditPage>;
}
