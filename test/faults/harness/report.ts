import { writeFileSync } from "node:fs";
import type { Fault } from "./fault.ts";
import { columns, isSpotless } from "./line.ts";
import type { Result } from "./results.ts";
import { keyOf } from "./results.ts";
import { notProven } from "./not-proven.ts";

const report = new URL("../REPORT.md", import.meta.url);

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;

/** One of each fault and seed, of the last commit alone: the last that failed, or else the last. A failure is not undone by another try. */
const latest = (results: readonly Result[]): Result[] => {
  const commit = results.at(-1)?.commit;
  const shown = new Map<string, Result>();
  for (const each of results.filter((result) => result.commit === commit)) {
    const before = shown.get(keyOf(each));
    if (!before || isSpotless(before) || !isSpotless(each)) shown.set(keyOf(each), each);
  }
  return [...shown.values()];
};

const inOrder = (results: readonly Result[], faults: readonly Fault[]): Result[] => {
  const places = new Map(faults.map(({ name }, index) => [name, index]));
  const place = ({ fault }: Result): number => places.get(fault) ?? faults.length;
  return results.toSorted((a, b) => place(a) - place(b) || a.fault.localeCompare(b.fault) || a.seed - b.seed);
};

const lineOf = (result: Result): string =>
  row([
    result.fault + (result.long ? " (long)" : ""),
    ...columns.map((column) => (result[column] < 0 ? "never" : result[column])),
    result.seed,
    isSpotless(result) ? "yes" : "**no**",
  ]);

const head = [...["fault"], ...columns, "seed", "kept"];

const totals = (results: readonly Result[]): string => {
  const of = (column: (typeof columns)[number]): number => results.reduce((sum, each) => sum + each[column], 0);
  const kept = results.filter(isSpotless).length;
  return (
    `${results.length} lines, ${kept} of them as promised: ${of("attempt")} attempts, ${of("ok")} accepted, ` +
    `${of("lost")} lost, ${of("duplicated")} duplicated, ${of("unexpected")} unexpected, ${of("outOfOrder")} out of order, ` +
    `${of("diverged")} members with another view; ${of("receipts")} receipts accepted, ${of("receipts_lost")} lost, ` +
    `${of("receipts_unexpected")} unexpected, ${of("receipts_backwards")} backwards, ${of("receipts_diverged")} diverged, ` +
    `${of("unread_wrong")} counts of unread wrong; ${of("late")} late answers.`
  );
};

const wrongsOf = (results: readonly Result[]): string[] =>
  results
    .filter((result) => !isSpotless(result))
    .map(
      ({ fault, seed, wrongs }) =>
        `- ${fault}, seed ${seed}: ${wrongs.join("; ").replaceAll("\n", " ") || "see the figures"}`,
    );

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? [`## ${title}`, "", ...lines, ""] : [];

/** Writes REPORT.md from what was kept. */
export const writeReport = (results: readonly Result[], faults: readonly Fault[]): void => {
  const shown = inOrder(latest(results), faults);
  const [one] = shown;
  if (!one) throw new Error("There are no results yet.");
  const seeds = [...new Set(shown.map(({ seed }) => seed))].sort((a, b) => a - b);
  const machines = [...new Set(shown.map(({ machine }) => machine))];
  const tried = new Set(shown.map(({ fault }) => fault));
  const lines = [
    "# Faults",
    "",
    "Made by `npm run chaos -- --report` from the lines that `npm run chaos` has kept. Each line is a deployment of its own:",
    "two processes of each role behind balancers, people who post and say what they have read, over HTTP and by socket, and repeat",
    "what was not answered, others who listen with the product's client, and one fault among it. `npm run chaos -- --fault <name> --seed <seed>`",
    "repeats it.",
    "",
    `The product as of ${one.commit}; ${machines.join(", and ")}; seeds ${seeds.join(", ")}.`,
    "",
    totals(shown),
    "",
    "## Each line",
    "",
    "`unknown`: attempts without an answer, or with 503; they were repeated with the same id. `late`: requests that took longer than",
    "5 s. `diverged`: members whose client, which lives on events, held something else than what is stored. `receipts`: those that were accepted.",
    "`receipts_lost`, `receipts_unexpected`: members whose watermarks are below what was accepted, or above all that was ever said or posted.",
    "`receipts_backwards`: watermarks that were shown lower than before. `receipts_diverged`: watermarks that somebody who lives on events",
    "holds otherwise than they are stored. `unread_wrong`: counts of `GET /v1/unread` that are not those of the history. `accepted_ms`: from the",
    "end of the fault to the first post begun after it that was accepted. `recovered_ms`: from there until every room had a post that was",
    "heard live. `kept`: all of that is 0, no process ended that was not told to, nothing was said at the level fatal, every",
    "process was ready again, and what the fault itself promises held.",
    "",
    row(head),
    row(head.map(() => "---")),
    ...shown.map(lineOf),
    "",
    ...section("What did not hold", wrongsOf(shown)),
    ...section(
      "What they are",
      faults.filter(({ name }) => tried.has(name)).map(({ name, what }) => `- \`${name}\`: ${what}.`),
    ),
    ...section(
      "Not proven here",
      notProven.map((sentence) => `- ${sentence}`),
    ),
  ];
  writeFileSync(report, `${lines.join("\n").trimEnd()}\n`);
};
