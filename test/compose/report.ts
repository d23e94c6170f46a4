import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { describeEngine, isFromRegistry, versionIn } from "./engine.ts";

/** A line of the first table: what was tried, and what was seen. */
export type Finding = readonly [what: string, seen: string];

/** A line of the second: one container that was killed. */
export type Death = Readonly<Record<(typeof columns)[number], string | number>>;

const columns = [
  "killed",
  "accepted meanwhile",
  "attempts",
  "accepted",
  "repeated",
  "unanswered",
  "lost",
  "duplicated",
  "outOfOrder",
  "unexpected",
  "longest pause",
] as const;

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] => [
  row(head),
  row(head.map(() => "---")),
  ...rows.map(row),
];

/** How an image is asked what it holds. */
const questions: Readonly<Record<string, readonly string[]>> = {
  nginx: ["sh", "-c", "nginx -v 2>&1"],
  postgres: ["postgres", "--version"],
  rabbitmq: ["rabbitmqctl", "version"],
  redis: ["redis-server", "--version"],
  node: ["node", "--version"],
};

/** What was made on this machine is not the registry's image of that name, and the report says so. */
const describeImage = async (image: string): Promise<string> => {
  const [name = ""] = image.split(":");
  const version = await versionIn(image, ...(questions[name] ?? ["true"]));
  return (await isFromRegistry(image)) ? `${image} is ${version}` : `${image} was a stand-in with ${version}`;
};

export const writeReport = async (
  compose: readonly string[],
  images: readonly string[],
  findings: readonly Finding[],
  deaths: readonly Death[],
): Promise<void> => {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"]).toString().trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`;
  const described = await Promise.all([...images, "node:24-slim"].map(describeImage));
  const lines = [
    "# The containers, up and killed",
    "",
    `Made by \`npm run test:compose\` at commit ${commit} on ${machine}, ${await describeEngine(compose)}.`,
    `The images: ${described.join("; ")}.`,
    "",
    ...table(["what", "seen"], findings),
    "",
    "Each container was killed with SIGKILL under posts, stayed away until so many more were accepted meanwhile (or, where",
    "nothing can be, until so many had no answer), and came back with `up`. `unanswered` posts were repeated with the same id.",
    "",
    ...table(
      columns,
      deaths.map((death) => columns.map((column) => death[column])),
    ),
    "",
  ];
  writeFileSync(new URL("REPORT.md", import.meta.url), lines.join("\n"));
};
