import { randomBytes, randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The kept secret cannot be used; the message is a sentence that says what to do. */
class SecretUnusable extends Error {
  override readonly name = "SecretUnusable";
}

const minLength = 32;

/** Under its name only when it is whole; two processes agree on the one that came first. */
const make = (file: string): void => {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(minLength).toString("base64url"), { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
};

/**
 * The secret of an embedded chat that was given none: made once, kept in the data directory, readable by its owner
 * alone.
 * @throws SecretUnusable when the file holds less than a secret.
 */
export const keptSecret = (dataDir: string): string => {
  const file = join(dataDir, "jwt-secret");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  make(file);
  const secret = readFileSync(file, "utf8").trim();
  if (secret.length >= minLength) return secret;
  throw new SecretUnusable(
    `${file} has fewer than ${minLength} characters. Delete it, and a new one is made; tokens signed with it end.`,
  );
};
