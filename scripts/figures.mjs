// Puts the last reports into the README, between its markers: npm run figures. With --check it only looks.
import { readFileSync, writeFileSync } from "node:fs";

const at = (path) => new URL(`../${path}`, import.meta.url);

/** What a report says below its title. */
const bodyOf = (path) => readFileSync(at(path), "utf8").split("\n").slice(2).join("\n").trim();

/** What it says first, before its details. */
const summaryOf = (path) => bodyOf(path).split("\n## ")[0].trim();

const reports = {
  long: bodyOf("test/long/REPORT.md"),
  faults: summaryOf("test/faults/REPORT.md"),
  recovery: summaryOf("bench/REPORT-recovery.md"),
  compose: bodyOf("test/compose/REPORT.md"),
  functions: bodyOf("test/functions/REPORT.md"),
  bench: bodyOf("bench/REPORT-embedded.md"),
  "bench-tiers": bodyOf("bench/REPORT-tiers.md"),
};

/** The README with the reports as they are now. */
const withFigures = (text) =>
  Object.entries(reports).reduce(
    (readme, [name, report]) =>
      readme.replace(
        new RegExp(`(<!-- ${name}:start -->\n)[^]*(<!-- ${name}:end -->)`),
        (_, start, end) => `${start}${report}\n${end}`,
      ),
    text,
  );

const readme = readFileSync(at("README.md"), "utf8");
if (!process.argv.includes("--check")) {
  writeFileSync(at("README.md"), withFigures(readme));
} else if (readme !== withFigures(readme)) {
  process.stderr.write("The README does not show the last reports. Run: npm run figures\n");
  process.exitCode = 1;
}
