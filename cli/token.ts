import { parseArgs } from "node:util";
import { keptSecret } from "../infra/auth/secret.ts";
import { signToken } from "../infra/auth/sign.ts";
import { readConfig } from "../infra/config.ts";

const usage = `Usage: npm run -s token -- <user> [--tenant <tenant>] [--name <name>] [--expires <12h>]

Prints a token for this user, signed with JWT_SECRET, or with the secret that the chat keeps in DATA_DIR.
It is for trying things out: in production your own backend signs the tokens.
`;

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { tenant: { type: "string" }, name: { type: "string" }, expires: { type: "string", default: "12h" } },
  });
  const [userId] = positionals;
  if (userId === undefined || positionals.length > 1) throw new TypeError(usage);
  const { keys, dataDir, tokens } = readConfig();
  if (keys && "jwksUrl" in keys) {
    throw new TypeError(
      "The chat takes its keys from JWKS_URL; only whoever holds the private key there can sign a token.",
    );
  }
  const { tenant, name, expires } = values;
  const options = {
    userId,
    expires,
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
