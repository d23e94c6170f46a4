import type { Preparation } from "./preparation.ts";
import type { Scene } from "./scene.ts";

export type Part = "broker" | "consumer" | "http" | "database" | "redis" | "gateway" | "everything";

export interface Fault extends Preparation {
  readonly name: string;
  /** One sentence's end: what happens. */
  readonly what: string;
  readonly part: Part;
  /** It hurts a server that other lines would use at the same time. */
  readonly isAlone?: boolean;
  /** It belongs to the short list. */
  readonly isSmoke?: boolean;
  /** Does the harm and mends it: when it resolves nothing is broken any more, and the system has to recover. */
  readonly run: (scene: Scene) => Promise<void>;
}

export const between = (random: () => number, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
