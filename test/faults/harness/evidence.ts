import { mkdirSync, writeFileSync } from "node:fs";
import type { Scene } from "./scene.ts";

const folder = new URL("../evidence/", import.meta.url);

const stored =
  "select r.id as room, m.seq, m.id, m.author_id, m.text, m.created_at from messages m join rooms r on r.key = m.room_id order by 1, 2";

/** Keeps what a line that failed leaves behind, for whoever wants to know why: what was posted, what is stored, what was said. */
export const keepEvidence = async (name: string, scene: Scene): Promise<void> => {
  const messages = await scene.tiers.query(stored).catch((error: unknown) => String(error));
  const posts = [...scene.ledger.posts.values()].map((post) => ({ ...post, ...scene.timesOf(post.id) }));
  const said = Object.fromEntries(scene.all.map((place) => [place.name, place.said.split("\n")]));
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), JSON.stringify({ posts, messages, said }, undefined, 1));
};
