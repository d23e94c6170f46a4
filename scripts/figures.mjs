// Puts the last reports into the README, between its markers: npm run figures. With --check it only looks.
import { readFileSync, writeFileSync } from "node:fs";

const at = (path) => new URL(`../${path}`, import.meta.url);

const reports = {
  long: "test/long/REPORT.md",
  compose: "test/compose/REPORT.md",
  functions: "test/functions/REPORT.md",
  bench: "bench/REPORT-embedded.md",
  "bench-tiers": "bench/REPORT-tiers.md",
};

/** What a report says below its title. */
const bodyOf = (path) => readFileSync(at(path), "utf8").split("\n").slice(2).join("\n").trim();

/** The README with the reports as they are now. */
const withFigures = (readme) =>
  Object.entries(reports).reduce(
    (text, [name, path]) =>
      text.replace(
        new RegExp(`(<!-- ${name}:start -->\n)[^]*(<!-- ${name}:end -->)`),
        (_, start, end) => `${start}${bodyOf(path)}\n${end}`,
      ),
    readme,
  );

const readme = readFileSync(at("README.md"), "utf8");
if (!process.argv.includes("--check")) {
  writeFileSync(at("README.md"), withFigures(readme));
} else if (readme !== withFigures(readme)) {
  process.stderr.write("The README does not show the last reports. Run: npm run figures\n");
  process.exitCode = 1;
}
