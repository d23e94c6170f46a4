import pg from "pg";
import { eventually } from "../../support/wait.ts";
import type { Scene } from "../harness/scene.ts";

export const asked = async ({ tiers }: Scene, work: (client: pg.Client) => Promise<void>): Promise<void> => {
  const client = new pg.Client(tiers.services.databaseUrl);
  client.on("error", () => {});
  await client.connect();
  await work(client).finally(() => client.end());
};

/** What was accepted is stored: nothing waits in a queue. */
export const drained = ({ tiers, ledger }: Scene): Promise<true> =>
  eventually(
    async () => {
      const [row] = await tiers.query("select count(*)::integer as stored from messages");
      return row?.stored === ledger.figures.accepted || undefined;
    },
    "everything that was accepted is stored",
    15_000,
  );

export const deadLetters = async ({ tiers }: Scene): Promise<number> => {
  const [row] = await tiers.query("select count(*)::integer as count from dead_letters");
  return Number(row?.count);
};

export const claimNothingAside = async (scene: Scene): Promise<void> => {
  const count = await deadLetters(scene);
  scene.claim(count === 0, `${count} messages were put aside`);
};
