// Makes dist-functions/: each function as one file without packages beside it, with its source map, and its SQL.
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, "dist-functions");
// Whoever reads the last bundles while these are made finds them whole.
const next = path.join(root, `dist-functions-next-${process.pid}`);

const last = path.join(root, `dist-functions-last-${process.pid}`);

const functions = ["http", "consumer", "migrate"];

/** Packages written for `require` ask for Node's own modules with it, which a module does not have. */
const banner = 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);';

async function bundle(name) {
  const folder = path.join(next, name);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`handlers/entries/lambda-${name}.ts`],
    outfile: path.join(folder, "index.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    banner: { js: banner },
    // What a package would be faster with, and does without.
    external: ["pg-native"],
    // The names stay, for whoever reads a trace.
    minifyWhitespace: true,
    minifySyntax: true,
    charset: "utf8",
    legalComments: "none",
    sourcemap: "linked",
    sourcesContent: false,
    metafile: true,
    logLevel: "warning",
  });
  writeFileSync(path.join(next, `${name}.meta.json`), JSON.stringify(metafile));
  cpSync(path.join(root, "infra/postgres/migrations"), path.join(folder, "migrations"), { recursive: true });
}

rmSync(next, { recursive: true, force: true });
mkdirSync(next);
// Git sees nothing of a bundling that was killed.
writeFileSync(path.join(next, ".gitignore"), "*\n");
try {
  await Promise.all(functions.map(bundle));
  rmSync(path.join(next, ".gitignore"));
  if (existsSync(out)) renameSync(out, last);
  renameSync(next, out);
} finally {
  for (const folder of [next, last]) rmSync(folder, { recursive: true, force: true });
}
