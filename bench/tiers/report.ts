import { commit, machine, median } from "../figures.ts";
import type { Measured } from "./driving/job.ts";
import type { Rounds } from "./rounds.ts";
import type { Bar, Figure } from "./scenario.ts";

const valuesOf = (rounds: readonly Measured[], { id }: Figure): number[] =>
  rounds.flatMap((round) => (round[id] === undefined ? [] : [round[id]]));

const shown = (value: number, { digits = 0, unit }: Figure): string => {
  const number = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === "/s" ? `${number}/s` : unit ? `${number} ${unit}` : number;
};

/** The median, and between which values the rounds lay. */
const summary = (values: readonly number[], figure: Figure): string => {
  if (values.length === 0) return "";
  const plain = { ...figure, unit: "" };
  const range = `${shown(Math.min(...values), plain)} – ${shown(Math.max(...values), plain)}`;
  return `${shown(median(values), figure)} (${range})`;
};

const isMet = (value: number, { limit }: Bar, { better }: Figure): boolean =>
  better === "higher" ? value >= limit : value <= limit;

const barOf = (figure: Figure, product: number, ratio: number | undefined): string => {
  const { bar, better } = figure;
  if (!bar) return "";
  const value = bar.of === "ratio" ? ratio : product;
  const verdict = value !== undefined && isMet(value, bar, figure) ? "met" : "**not met**";
  const limit = bar.of === "ratio" ? `${bar.limit} ×` : shown(bar.limit, figure);
  return `${better === "higher" ? "at least" : "at most"} ${limit}: ${verdict}`;
};

const row = (figure: Figure, { product, bare }: Rounds): string => {
  const ours = valuesOf(product, figure);
  const theirs = valuesOf(bare, figure);
  if (ours.length + theirs.length === 0) return "";
  const base = median(theirs);
  // A service that used no tick gives nothing to compare with, and a consumer without batches no median.
  const ratio = base > 0 && ours.length > 0 ? median(ours) / base : undefined;
  const cells = [
    figure.title,
    summary(ours, figure),
    base > 0 ? summary(theirs, figure) : "",
    ratio === undefined ? "" : `${ratio.toFixed(2)} ×`,
    barOf(figure, median(ours), ratio),
  ];
  return `| ${cells.join(" | ")} |\n`;
};

const rowsOf = (rounds: Rounds): string => rounds.scenario.figures.map((figure) => row(figure, rounds)).join("");

const head = "| figure | product | bare stack | ratio | bar |\n|---|---|---|---|---|\n";

export const table = (all: readonly Rounds[]): string => head + all.map(rowsOf).join("");

export interface Circumstances {
  readonly rounds: number;
  readonly versions: string;
}

export const report = (
  all: readonly Rounds[],
  { rounds, versions }: Circumstances,
): string => `# The chat in tiers in figures

Made by \`npm run bench\` at commit ${commit()} on ${machine()}, ${versions}; medians of ${rounds} rounds, sides alternated, and in brackets the lowest and the highest round.

The bare stack is \`bench/bare\`: Express, RabbitMQ, the Socket.IO emitter and its Redis adapter as they come, with confirmed publishes to a
quorum queue and with tokens that are checked, but without a database: it stores nothing, numbers nothing, judges nobody and
repeats what is repeated. Both sides run one \`http\`, one \`consumer\` and one \`gateway\`, and every socket is in five rooms. The driver and all
services share the machine, so only the ratio says something.

${table(all)}
The bare stack has no catch-up to compare with: who was away has lost the messages.
`;
