import type { Stores, UnitOfWork } from "../../core/ports/unit-of-work.ts";
import { PostgresAuditLog } from "./audit-log.ts";
import { PostgresBanStore } from "./ban-store.ts";
import { PostgresBlockStore } from "./block-store.ts";
import { PostgresCommandStore } from "./command-store.ts";
import type { Database } from "./database.ts";
import type { Queries } from "./queries.ts";
import { PostgresFeedStore } from "./feed-store.ts";
import { PostgresInvitationStore } from "./invitation-store.ts";
import { PostgresLeftoverStore } from "./leftover-store.ts";
import { PostgresMemberStore } from "./member-store.ts";
import { PostgresMessageStore } from "./message-store.ts";
import { PostgresReceiptStore } from "./receipt-store.ts";
import { PostgresReportStore } from "./report-store.ts";
import { PostgresRoomStore } from "./room-store.ts";
import { PostgresSettingsStore } from "./settings-store.ts";
import { PostgresUserStore } from "./user-store.ts";

export const storesOn = (queries: Queries): Stores => ({
  rooms: new PostgresRoomStore(queries),
  members: new PostgresMemberStore(queries),
  invitations: new PostgresInvitationStore(queries),
  bans: new PostgresBanStore(queries),
  leftovers: new PostgresLeftoverStore(queries),
  blocks: new PostgresBlockStore(queries),
  settings: new PostgresSettingsStore(queries),
  audit: new PostgresAuditLog(queries),
  messages: new PostgresMessageStore(queries),
  receipts: new PostgresReceiptStore(queries),
  reports: new PostgresReportStore(queries),
  commands: new PostgresCommandStore(queries),
  users: new PostgresUserStore(queries),
  feed: new PostgresFeedStore(queries),
});

export class PostgresUnitOfWork implements UnitOfWork {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.#database.transaction("read committed", (queries) => work(storesOn(queries)));
  }

  snapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.#database.transaction("snapshot", (queries) => work(storesOn(queries)));
  }
}
