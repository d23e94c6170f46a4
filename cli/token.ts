import { parseArgs } from "node:util";
import { reservedUserIds } from "../infra/auth/claims.ts";
import { keptSecret } from "../infra/auth/secret.ts";
import { signToken } from "../infra/auth/sign.ts";
import { readConfig } from "../infra/config.ts";

const usage = `Usage: npm run -s token -- <user> [--tenant <tenant>] [--name <name>] [--service] [--expires <12h>]

Prints a token for this user, signed with JWT_SECRET, or with the secret that the chat keeps in DATA_DIR.
With --service it is one of a backend that acts for its whole tenant. It is for trying things out: in production your own backend signs the tokens.`;

/** Why this command ends; the message is what the user reads. */
class RefusedError extends Error {}

const readArguments = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        tenant: { type: "string" },
        name: { type: "string" },
        service: { type: "boolean", default: false },
        expires: { type: "string", default: "12h" },
      },
    });
  } catch (error) {
    throw new RefusedError(usage, { cause: error });
  }
};

const check = (userId: string, expires: string): void => {
  if (userId === "") throw new RefusedError("The user id must not be empty.");
  if (reservedUserIds.has(userId)) {
    throw new RefusedError(`The user id "${userId}" is reserved: no server takes a token for it.`);
  }
  if (!/^[1-9]\d*[smhd]$/.test(expires)) throw new RefusedError("--expires must look like 30s, 12h or 7d.");
};

const main = async (): Promise<void> => {
  const { values, positionals } = readArguments();
  const { help, tenant, name, service, expires } = values;
  if (help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const [userId] = positionals;
  if (userId === undefined || positionals.length > 1) throw new RefusedError(usage);
  check(userId, expires);
  const { keys, dataDir, tokens } = readConfig();
  if (keys && "jwksUrl" in keys) {
    throw new RefusedError(
      "The chat takes its keys from JWKS_URL; only whoever holds the private key there can sign a token.",
    );
  }
  const options = {
    userId,
    expires,
    isService: service,
    ...tokens,
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    ...(name === undefined ? {} : { name }),
  };
  process.stdout.write(`${await signToken(keys?.secret ?? keptSecret(dataDir), options)}\n`);
};

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
