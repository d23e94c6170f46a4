import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The token could not be had; the message says why, in a sentence. */
export class NoTokenError extends Error {
  override readonly name = "NoTokenError";
}

const script = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "token.ts" : "token.js", import.meta.url));

const sentenceOf = (error: unknown): string => {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  return stderr === "" ? "No token could be made." : stderr;
};

/**
 * A token from the command beside this one, which signs it with the server's own secret.
 * @throws NoTokenError with what that command said.
 */
export const makeToken = async (name: string): Promise<string> => {
  try {
    // `execArgv` carries the loader along when this runs from its sources; behind `--` no name is an option.
    const { stdout } = await run(process.execPath, [...process.execArgv, script, "--", name]);
    return stdout.trim();
  } catch (error) {
    throw new NoTokenError(sentenceOf(error), { cause: error });
  }
};
