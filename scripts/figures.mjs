// Puts the last reports into the README, between its markers: npm run figures.
import { readFileSync, writeFileSync } from "node:fs";

const at = (path) => new URL(`../${path}`, import.meta.url);

const reports = { long: "test/long/REPORT.md", bench: "bench/REPORT-embedded.md" };

/** What a report says below its title. */
const bodyOf = (path) => readFileSync(at(path), "utf8").split("\n").slice(2).join("\n").trim();

/** The README with the reports as they are now. */
export const withFigures = (readme) =>
  Object.entries(reports).reduce(
    (text, [name, path]) =>
      text.replace(
        new RegExp(`(<!-- ${name}:start -->\n)[^]*(<!-- ${name}:end -->)`),
        (_, start, end) => `${start}${bodyOf(path)}\n${end}`,
      ),
    readme,
  );

if (import.meta.filename === process.argv[1]) {
  writeFileSync(at("README.md"), withFigures(readFileSync(at("README.md"), "utf8")));
}
