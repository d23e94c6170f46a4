/** A test that stands for others which need something that is not there says so in its name. */
const isNotTried = ({ title }) => title.startsWith("is not tried");

const suitesNotTried = (results) =>
  results.testResults.flatMap(({ testFilePath, testResults }) =>
    testResults.filter(isNotTried).map(({ fullName }) => ({ file: testFilePath, fullName })),
  );

/** Says last of all what a run did not try, and why. In CI that is a failure: there everything is tried. */
export default class NotTriedReporter {
  #rootDir;
  #leftOut;
  #missing;
  #isFailure = false;

  /** What services are missing, in sentences, and the kinds of tests that are left out for it. */
  constructor({ rootDir }, { missing, leftOut }) {
    this.#rootDir = rootDir;
    this.#missing = missing;
    this.#leftOut = leftOut;
  }

  onRunComplete(_contexts, results) {
    const suites = suitesNotTried(results).map(
      ({ file, fullName }) => `${file.replace(`${this.#rootDir}/`, "")}: ${fullName}`,
    );
    const lines = [...(this.#missing.length > 0 ? this.#leftOut : []), ...suites];
    if (lines.length === 0) return;
    this.#isFailure = this.#missing.length > 0 && Boolean(process.env.CI);
    const reasons = this.#missing.map((reason) => `\n  because ${reason}`);
    const text = `\nNOT TRIED\n${lines.map((line) => `  ${line}\n`).join("")}${reasons.join("")}\n`;
    // Jest prints its summary after the last reporter, and a word before it is soon scrolled away.
    process.once("exit", () => process.stderr.write(text));
  }

  getLastError() {
    return this.#isFailure ? new Error("Not everything was tried.") : undefined;
  }
}
