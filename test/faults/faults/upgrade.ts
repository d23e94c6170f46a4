import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "../harness/fault.ts";
import type { Place } from "../harness/place.ts";
import type { Scene } from "../harness/scene.ts";
import { claimNothingAside } from "./questions.ts";

const sideBySideMs = 2_000;

const nextMigration = `
alter table messages add column edited_at timestamptz(3);
alter table rooms add column topic text;
create table receipts (
  room_id uuid not null,
  user_id text collate "C" not null,
  seq     bigint not null,
  primary key (room_id, user_id)
);
create index messages_of_author on messages (author_id, room_id);
`;

/** The product as it was built, with one migration more. */
const nextVersion = (home: string): { readonly builtAt: string } => {
  const root = join(home, "next");
  const builtAt = join(root, "dist");
  mkdirSync(root);
  cpSync("dist", builtAt, { recursive: true });
  for (const shared of ["package.json", "node_modules"]) symlinkSync(resolve(shared), join(root, shared));
  writeFileSync(join(builtAt, "infra/postgres/migrations/9000-next.sql"), nextMigration);
  return { builtAt };
};

/** A process of the version before would write what it does not know of: it says so, and does not start. */
const claimRefused = async (scene: Scene, place: Place): Promise<void> => {
  const said = await place.start().then(
    () => "nothing, and started",
    (error: unknown) => String(error),
  );
  scene.claim(said.includes("used by a newer version"), `${place.name} of the version before said ${said}`);
};

const upgrade = async (scene: Scene): Promise<void> => {
  const { tiers, traffic, places } = scene;
  const next = nextVersion(tiers.home);
  await tiers.migrate(next);
  await tiers.query("create index concurrently messages_by_time on messages (created_at)");
  const migratedAt = performance.now();
  await pause(scene.isLong ? 60_000 : sideBySideMs);
  scene.claim(traffic.lastAccepted > migratedAt, "the version before takes no posts on the newer schema");
  const replaced = [places.consumer, places.http, places.gateway].map((two) => scene.oneOf(two));
  await Promise.all(
    replaced.map(async (place) => {
      await place.terminate();
      await claimRefused(scene, place);
      await place.start({}, next);
    }),
  );
  await claimNothingAside(scene);
};

export const upgradeFault: Fault = {
  name: "database-migrated",
  what:
    "the next version's migration runs under load, and an index is made concurrently; one process of each role is " +
    "replaced by the next version's, the others go on",
  part: "database",
  run: upgrade,
};
