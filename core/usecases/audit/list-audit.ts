import type { Actor } from "../../entities/actor.ts";
import type { AuditRecord } from "../../entities/audit.ts";
import { assertMay, assertForTenant } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import type { AuditPage } from "../../ports/audit-log.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ListAuditInput {
  readonly reader: Actor;
  /** Of this room; of the whole tenant when absent. */
  readonly roomId?: string;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListedAudit {
  /** The latest first. */
  readonly records: readonly AuditRecord[];
  readonly users: Users;
  readonly cursor?: string;
}

export class ListAudit {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `invalid_input` when the cursor is not one of ours */
  execute(input: ListAuditInput): Promise<ListedAudit> {
    return this.#unitOfWork.snapshot(async (stores) => {
      const page = await pageOf(stores, input);
      const named = new Set(page.records.flatMap(({ actorId, target }) => (target ? [actorId, target] : [actorId])));
      return { ...page, users: await stores.users.profiles(input.reader.tenantId, [...named]) };
    });
  }
}

const pageOf = async ({ members, audit }: Stores, input: ListAuditInput): Promise<AuditPage> => {
  const { reader, roomId, limit, cursor } = input;
  if (roomId === undefined) {
    assertForTenant(reader);
    return audit.ofTenant(reader.tenantId, limit, cursor);
  }
  const room = roomOf(reader, roomId);
  assertMay("read_audit", await members.membership(room, reader.userId), reader);
  return audit.ofRoom(room, limit, cursor);
};
