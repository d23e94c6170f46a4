const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;

/** A table of Markdown, and the empty line that follows it. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] => [
  row(head),
  row(head.map(() => "---")),
  ...rows.map(row),
  "",
];

export const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
