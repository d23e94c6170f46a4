import type { UserRef } from "../../core/entities/refs.ts";
import type { Me, Profile, Users } from "../../core/entities/user.ts";
import type { UserStore } from "../../core/ports/user-store.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";

interface UserRow {
  readonly id: string;
  readonly name: string | null;
  readonly picture: string | null;
  readonly version: number;
}

const toProfile = ({ name, picture }: UserRow): Profile => ({
  ...(name === null ? {} : { name }),
  ...(picture === null ? {} : { picture }),
});

/** A token without a name or picture says nothing about them, so they stay. */
const see = prepared(
  `insert into users as u (tenant_id, id, name, picture) values ($1, $2, $3, $4)
   on conflict (tenant_id, id) do update
     set name = coalesce(excluded.name, u.name), picture = coalesce(excluded.picture, u.picture)
     where (coalesce(excluded.name, u.name), coalesce(excluded.picture, u.picture)) is distinct from (u.name, u.picture)`,
);

const versions = prepared(
  `select tenant_id, id, version from users
   where (tenant_id, id) in (select * from unnest ($1::text[], $2::text[]))`,
);

export class PostgresUserStore implements UserStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async see(user: UserRef, { name, picture }: Profile): Promise<void> {
    await this.#db.tell(see, [user.tenantId, user.userId, name ?? null, picture ?? null]);
  }

  async ensure(tenantId: string, userIds: readonly string[]): Promise<void> {
    await this.#db.tell(
      `insert into users (tenant_id, id) select $1, n.id from unnest ($2::text[]) as n (id) order by n.id collate "C"
       on conflict do nothing`,
      [tenantId, userIds],
    );
  }

  async bump(tenantId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db.query<Pick<UserRow, "id" | "version">>(
      `with locked as (
         select id from users where tenant_id = $1 and id = any ($2::text[]) order by id for no key update
       )
       update users u set version = u.version + 1 from locked
       where u.tenant_id = $1 and u.id = locked.id returning u.id, u.version`,
      [tenantId, userIds],
    );
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  async me(user: UserRef): Promise<Me | undefined> {
    const [row] = await this.#db.query<UserRow>(
      "select id, name, picture, version from users where tenant_id = $1 and id = $2",
      [user.tenantId, user.userId],
    );
    return row && { userId: user.userId, tenantId: user.tenantId, ...toProfile(row), version: row.version };
  }

  async profiles(tenantId: string, userIds: readonly string[]): Promise<Users> {
    if (userIds.length === 0) return {};
    const rows = await this.#db.query<UserRow>(
      "select id, name, picture, version from users where tenant_id = $1 and id = any ($2::text[]) order by id",
      [tenantId, userIds],
    );
    return Object.fromEntries(rows.map((row) => [row.id, toProfile(row)]));
  }

  async versions(users: readonly UserRef[]): Promise<readonly (UserRef & { readonly version: number })[]> {
    const rows = await this.#db.query<Pick<UserRow, "id" | "version"> & { tenant_id: string }>(versions, [
      users.map(({ tenantId }) => tenantId),
      users.map(({ userId }) => userId),
    ]);
    return rows.map(({ tenant_id, id, version }) => ({ tenantId: tenant_id, userId: id, version }));
  }
}
