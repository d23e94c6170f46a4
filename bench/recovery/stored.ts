import pg from "pg";
import type { Deployment } from "./deployment.ts";

/** How many messages a deployment has stored, asked over one connection again and again. */
export class Stored {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open({ tiers }: Deployment): Promise<Stored> {
    const client = new pg.Client(tiers.services.databaseUrl);
    await client.connect();
    return new Stored(client);
  }

  async count(): Promise<number> {
    const { rows } = await this.#client.query<{ count: number }>(
      "select coalesce(sum(seq), 0)::integer as count from rooms",
    );
    return rows[0]?.count ?? 0;
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
