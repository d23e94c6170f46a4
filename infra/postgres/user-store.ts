import { tailsOfUser } from "../../core/entities/name-search.ts";
import type { Privacy } from "../../core/entities/privacy.ts";
import type { UserRef } from "../../core/entities/refs.ts";
import { userKey } from "../../core/entities/refs.ts";
import type { Me, ProfileClaims, User, Users } from "../../core/entities/user.ts";
import type { Revocation, UsersPage, UserStore, UserTerms, UserVersion } from "../../core/ports/user-store.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";
import type { PrivacyRow, ProfileRow, TokenTermsRow } from "./user-rows.ts";
import {
  namedColumns,
  privacyColumn,
  profileColumns,
  termsOfTokens,
  toProfile,
  toTokenTerms,
  toUser,
} from "./user-rows.ts";
import { keepUserName, pageOfUsers } from "./user-names.ts";

type UserRow = ProfileRow & { readonly version: number };

/** A token without a name or picture says nothing about them, so they stay, and with them what the user is found by. */
const see = prepared(
  `with seen as (
     insert into users as u (tenant_id, id, name, picture) values ($1, $2, $3, $4)
     on conflict (tenant_id, id) do update
       set name = coalesce(excluded.name, u.name), picture = coalesce(excluded.picture, u.picture)
       where (coalesce(excluded.name, u.name), coalesce(excluded.picture, u.picture)) is distinct from (u.name, u.picture)
         and (u.profile_at is null or u.profile_at < to_timestamp($5::double precision / 1000))
     returning u.deactivated_at
   ), gone as (
     delete from user_names where tenant_id = $1 and user_id = $2 and tail <> all ($6::text[])
       and $3::text is not null and exists (select from seen)
   )
   insert into user_names (tenant_id, user_id, tail)
   select $1, $2, n.tail from seen cross join unnest ($6::text[]) as n (tail) where seen.deactivated_at is null
   on conflict do nothing`,
);

const versions = prepared(
  `select u.tenant_id, u.id, u.version, ${termsOfTokens} from users u
   where (u.tenant_id, u.id) in (select * from unnest ($1::text[], $2::text[]))`,
);

const privacyOf = prepared(
  `select u.tenant_id, u.id, u.privacy from users u
   where (u.tenant_id, u.id) in (select * from unnest ($1::text[], $2::text[])) and u.privacy is not null`,
);

/** Of nearly everybody there is nothing to say. */
const terms = prepared(
  `select u.tenant_id, u.id, ${termsOfTokens} from users u
   where (u.tenant_id, u.id) in (select * from unnest ($1::text[], $2::text[]))
     and (u.deactivated_at is not null or u.tokens_from is not null)`,
);

type TermsOfUserRow = TokenTermsRow & { readonly tenant_id: string; readonly id: string };

export class PostgresUserStore implements UserStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async see({ tenantId, userId }: UserRef, { name, picture }: ProfileClaims, issuedAt?: number): Promise<void> {
    const tails = tailsOfUser(userId, name);
    await this.#db.tell(see, [tenantId, userId, name ?? null, picture ?? null, issuedAt ?? null, tails]);
  }

  async ensure(tenantId: string, userIds: readonly string[]): Promise<void> {
    const found = userIds.flatMap((userId) => tailsOfUser(userId).map((tail) => ({ userId, tail })));
    await this.#db.tell(
      `with made as (
         insert into users (tenant_id, id) select $1, n.id from unnest ($2::text[]) as n (id) order by n.id collate "C"
         on conflict do nothing returning id
       )
       insert into user_names (tenant_id, user_id, tail)
       select $1, made.id, n.tail from made join unnest ($3::text[], $4::text[]) as n (id, tail) on n.id = made.id
       on conflict do nothing`,
      [tenantId, userIds, found.map(({ userId }) => userId), found.map(({ tail }) => tail)],
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

  async lock({ tenantId, userId }: UserRef): Promise<User | undefined> {
    const [row] = await this.#db.query<ProfileRow>(
      `select ${profileColumns} from users u where u.tenant_id = $1 and u.id = $2 for no key update`,
      [tenantId, userId],
    );
    return row && toUser(row);
  }

  async save(tenantId: string, user: User): Promise<void> {
    const { userId, name = null, picture = null, data, deactivated = false } = user;
    await this.#db.tell(
      `update users u set name = $3, picture = $4, data = $5,
         deactivated_at = case when $6::boolean then coalesce(u.deactivated_at, now()) end,
         profile_at = case when (u.name, u.picture) is distinct from ($3, $4) then now() else u.profile_at end
       where u.tenant_id = $1 and u.id = $2`,
      [tenantId, userId, name, picture, data === undefined ? null : JSON.stringify(data), deactivated],
    );
    await keepUserName(this.#db, tenantId, user);
  }

  async me({ tenantId, userId }: UserRef): Promise<Me | undefined> {
    const [row] = await this.#db.query<UserRow & PrivacyRow>(
      `select ${profileColumns}, u.version, u.privacy from users u where u.tenant_id = $1 and u.id = $2`,
      [tenantId, userId],
    );
    if (!row) return undefined;
    const { version, privacy } = row;
    return { ...toUser(row), tenantId, version, ...(privacy && { privacy }) };
  }

  async profiles(tenantId: string, userIds: readonly string[]): Promise<Users> {
    if (userIds.length === 0) return {};
    const rows = await this.#db.query<ProfileRow>(
      `select ${namedColumns} from users u
       where u.tenant_id = $1 and u.id = any ($2::text[]) order by u.id`,
      [tenantId, userIds],
    );
    return Object.fromEntries(rows.map((row) => [row.id, toProfile(row)]));
  }

  async find(tenantId: string, userIds: readonly string[]): Promise<readonly User[]> {
    const rows = await this.#db.query<ProfileRow>(
      `select ${profileColumns} from users u where u.tenant_id = $1 and u.id = any ($2::text[]) order by u.id`,
      [tenantId, userIds],
    );
    return rows.map(toUser);
  }

  page(tenantId: string, search: string, limit: number, cursor?: string): Promise<UsersPage> {
    return pageOfUsers(this.#db, tenantId, search, limit, cursor);
  }

  async revoke({ tenantId, userId }: UserRef, before?: string): Promise<Revocation> {
    const [row] = await this.#db.query<TokenTermsRow & { readonly tokens_from: string; readonly in_ms: number }>(
      `update users u set tokens_from = greatest(u.tokens_from,
         least($3::timestamptz, date_trunc('second', clock_timestamp()) + interval '1 second'))
       where u.tenant_id = $1 and u.id = $2
       returning ${termsOfTokens}, ceil(extract(epoch from (u.tokens_from - clock_timestamp())) * 1000)::bigint as in_ms`,
      [tenantId, userId, before ?? null],
    );
    if (!row) throw new TypeError("Only a user who exists has tokens.");
    return { terms: toTokenTerms(row), tokensFrom: row.tokens_from, inMs: row.in_ms };
  }

  async setPrivacy({ tenantId, userId }: UserRef, privacy: Privacy): Promise<number> {
    const [row] = await this.#db.query<Pick<UserRow, "version">>(
      `update users u set privacy = $3, version = u.version + 1, privacy_version = u.version + 1
       where u.tenant_id = $1 and u.id = $2 returning u.version`,
      [tenantId, userId, privacyColumn(privacy)],
    );
    if (!row) throw new TypeError("Only a user who exists hides something.");
    return row.version;
  }

  async privacy(users: readonly UserRef[]): Promise<ReadonlyMap<string, Privacy>> {
    const rows = await this.#db.query<{ tenant_id: string; id: string; privacy: Privacy }>(privacyOf, [
      users.map(({ tenantId }) => tenantId),
      users.map(({ userId }) => userId),
    ]);
    return new Map(rows.map(({ tenant_id, id, privacy }) => [userKey({ tenantId: tenant_id, userId: id }), privacy]));
  }

  async terms(users: readonly UserRef[]): Promise<readonly UserTerms[]> {
    const rows = await this.#db.query<TermsOfUserRow>(terms, [
      users.map(({ tenantId }) => tenantId),
      users.map(({ userId }) => userId),
    ]);
    return rows.map((row) => ({ user: { tenantId: row.tenant_id, userId: row.id }, terms: toTokenTerms(row) }));
  }

  async versions(users: readonly UserRef[]): Promise<readonly UserVersion[]> {
    const rows = await this.#db.query<TermsOfUserRow & { readonly version: number }>(versions, [
      users.map(({ tenantId }) => tenantId),
      users.map(({ userId }) => userId),
    ]);
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      userId: row.id,
      version: row.version,
      terms: toTokenTerms(row),
    }));
  }
}
