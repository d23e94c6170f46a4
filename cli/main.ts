import { Command } from "commander";
import { actOn, drop, listLetters, replay, showLetter } from "./dead-letters.ts";
import type { LetterView } from "./dead-letters.ts";
import type { Operator } from "./operator.ts";
import { asOperator } from "./operator.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const columns = [
  ["ID", ({ id }) => id],
  ["PUT ASIDE", ({ at }) => at],
  ["FROM", ({ queue }) => queue],
  ["ROOM", ({ room }) => room],
  ["AUTHOR", ({ author }) => author],
  ["WHY", ({ reason }) => reason],
] as const satisfies readonly (readonly [string, (letter: LetterView) => string])[];

/** Whatever a reason or a user's id contains, a letter is one line of the terminal. */
const onOneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ");

const table = (letters: readonly LetterView[]): string => {
  const rows = [
    columns.map(([title]) => title),
    ...letters.map((letter) => columns.map(([, of]) => onOneLine(of(letter)))),
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

const list = ({ json }: { readonly json?: true }) =>
  asOperator(async (operator) => {
    const letters = await listLetters(operator);
    if (json) for (const letter of letters) print(JSON.stringify(letter));
    else print(letters.length > 0 ? table(letters) : "There are no dead letters.");
  });

const show = (id: string, { body }: { readonly body?: true }) =>
  asOperator(async (operator) => {
    const letter = await showLetter(operator, id, body === true);
    if (letter) print(JSON.stringify(letter, undefined, 2));
    else missing(id);
  });

const act =
  (how: Parameters<typeof actOn>[2]) =>
  async (ids: readonly string[], { all }: { readonly all?: true }) => {
    if ((ids.length === 0) === (all !== true)) throw new Error("Name the letters by their ids, or say --all.");
    await asOperator((operator: Operator) => actAndTell(operator, all ? "all" : new Set(ids), how));
  };

const actAndTell = async (operator: Operator, ids: ReadonlySet<string> | "all", how: Parameters<typeof actOn>[2]) => {
  const done = await actOn(operator, ids, how);
  for (const [id, what] of done) print(`${id}  ${what}`);
  if (ids === "all") print(`${done.size} in all.`);
  else for (const id of ids) if (!done.has(id)) missing(id);
};

const missing = (id: string): void => {
  process.stderr.write(`${id} is no dead letter, or another operator looks at it now.\n`);
  process.exitCode = 1;
};

const deadLetters = new Command("dlq").description("messages that were put aside, because nobody could apply them");
deadLetters
  .command("list")
  .description("what is there, the oldest first; nothing that a person wrote is shown")
  .option("--json", "one object a line")
  .action(list);
deadLetters
  .command("show <id>")
  .description("one of them, with what the broker says of it")
  .option("--body", "and with what it says itself")
  .action(show);
deadLetters
  .command("replay [ids...]")
  .description("sends them back to be worked on; whatever they ask for is done once")
  .option("--all", "all that are there")
  .action(act(replay));
deadLetters
  .command("drop [ids...]")
  .description("refuses them for good, and tells their authors")
  .option("--all", "all that are there")
  .action(act(drop));

const program = new Command("npm run -s cli --").description(
  "What an operator does with a running chat. It takes DATABASE_URL, AMQP_URL, REDIS_URL, NAMESPACE and PARTITIONS as the chat does.",
);
program.addCommand(deadLetters);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
