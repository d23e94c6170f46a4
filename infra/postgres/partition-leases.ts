import type { LeaseRound, LeaseWishes, PartitionLeases } from "../../core/ports/partition-leases.ts";
import { leaseMs } from "../../core/ports/partition-leases.ts";
import type { Database } from "./database.ts";
import type { Queries } from "./queries.ts";

const leaseEnd = `clock_timestamp() + interval '${leaseMs} milliseconds'`;

/** Whoever has been silent for a minute is forgotten. */
const live = `
  with gone as (
    delete from consumers where owner in (
      select owner from consumers
      where until < clock_timestamp() - interval '1 minute' and owner <> $1 for update skip locked
    )
  )
  insert into consumers (owner, until) values ($1, ${leaseEnd})
  on conflict (owner) do update set until = excluded.until`;

const makeMissing = "insert into partitions (name) select unnest ($1::text[]) on conflict do nothing";

/** Rows are always locked in the order of their names, and only one's own are waited for, so nobody waits in a circle. */
const renewOwn = `
  with own as materialized (
    select name from partitions where owner = $1 and name = any ($2::text[]) order by name for update
  ), renewed as (
    update partitions p set until = ${leaseEnd} from own where p.name = own.name returning p.name
  )
  select array(select name from renewed) as held,
    (select count(*) from consumers where until > clock_timestamp()) as living`;

const take = `
  with free as materialized (
    select name from partitions
    where name = any ($2::text[]) and (owner is null or ($4 and until < clock_timestamp()))
    order by owner is not null, array_position($2::text[], name) limit $3 for update skip locked
  )
  update partitions p set owner = $1, until = ${leaseEnd} from free where p.name = free.name returning p.name`;

const free = `
  with own as materialized (
    select name from partitions where owner = $1 and ($2::text[] is null or name = any ($2)) order by name for update
  )
  update partitions p set owner = null, until = null from own where p.name = own.name`;

const prefix = "timeline.";
const nameOf = (partition: number): string => `${prefix}${partition}`;
const numberOf = (name: string): number => Number(name.slice(prefix.length));
const descending = (a: number, b: number): number => b - a;

export class PostgresPartitionLeases implements PartitionLeases {
  readonly #database: Database;
  readonly #owner: string;
  readonly #partitions: readonly number[];

  /** @param owner names this process among all that ever lived. */
  constructor(database: Database, owner: string, partitions: number) {
    this.#database = database;
    this.#owner = owner;
    this.#partitions = Array.from({ length: partitions }, (_, index) => index);
  }

  async renew(wishes: LeaseWishes): Promise<LeaseRound> {
    // By itself, and first: processes that start together count each other, and none takes more than its share.
    await this.#database.query(live, [this.#owner]);
    return this.#database.transaction("read committed", (queries) => this.#round(queries, wishes));
  }

  async release(partitions: readonly number[]): Promise<void> {
    await this.#database.query(free, [this.#owner, partitions.map(nameOf)]);
  }

  leave(): Promise<void> {
    return this.#database.transaction("read committed", async (queries) => {
      await queries.tell(free, [this.#owner, null]);
      await queries.tell("delete from consumers where owner = $1", [this.#owner]);
    });
  }

  async #round(queries: Queries, { takeExpired, except }: LeaseWishes): Promise<LeaseRound> {
    const { held, share } = await this.#renewOwn(queries);
    const declined = held.filter((partition) => except.includes(partition));
    const wanted = held.filter((partition) => !except.includes(partition));
    const open = this.#partitions.filter((partition) => !except.includes(partition) && !held.includes(partition));
    const taken = await this.#take(queries, open, share - wanted.length, takeExpired);
    return {
      held: [...held, ...taken].sort((a, b) => a - b),
      surplus: [...declined.sort(descending), ...wanted.sort(descending).slice(0, Math.max(0, wanted.length - share))],
    };
  }

  async #renewOwn(queries: Queries): Promise<{ readonly held: readonly number[]; readonly share: number }> {
    const names = this.#partitions.map(nameOf);
    await queries.tell(makeMissing, [names]);
    const [row] = await queries.query<{ held: string[]; living: number }>(renewOwn, [this.#owner, names]);
    const living = Math.max(1, row?.living ?? 1);
    return { held: (row?.held ?? []).map(numberOf), share: Math.ceil(names.length / living) };
  }

  async #take(queries: Queries, open: readonly number[], count: number, takeExpired: boolean): Promise<number[]> {
    if (count <= 0 || open.length === 0) return [];
    const params = [this.#owner, open.map(nameOf), count, takeExpired];
    const rows = await queries.query<{ name: string }>(take, params);
    return rows.map(({ name }) => numberOf(name));
  }
}
