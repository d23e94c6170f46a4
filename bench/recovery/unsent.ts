import { readFileSync } from "node:fs";

/** One look at a gateway. */
export interface Look {
  readonly kind: "look";
  /** In milliseconds since 1970. */
  readonly at: number;
  /** Bytes unsent of one socket, at most, since the look before. */
  readonly most: number;
  readonly rss: number;
  /** The heap, and what lies outside it. */
  readonly held: number;
}

/** A socket that had something unsent, and is not there any more. */
export interface Gone {
  readonly kind: "gone";
  readonly at: number;
  readonly most: number;
  /** When it had 512 KB unsent first. */
  readonly passedAt?: number;
}

/** What the probe in a gateway has written down. */
export const readUnsent = (file: string): { readonly looks: readonly Look[]; readonly gone: readonly Gone[] } => {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Look | Gone);
  return {
    looks: lines.filter((line) => line.kind === "look"),
    gone: lines.filter((line) => line.kind === "gone"),
  };
};
