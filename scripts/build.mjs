// Makes dist/: the compiled product, its SQL and its pages; then the database template that starts and tests copy from.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, "dist");
// Beside dist and as deep as dist: the paths in the source maps stay true when it is renamed.
const next = path.join(root, "dist-next");

const assets = [
  { folder: "infra/postgres/migrations", endings: [".sql"] },
  { folder: "handlers/http/pages", endings: [".html", ".css"] },
];

function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve("typescript/bin/tsc");
  } catch {
    return undefined;
  }
}

function compile(compiler) {
  const project = path.join(root, "tsconfig.build.json");
  const { status } = spawnSync(process.execPath, [compiler, "-p", project, "--outDir", next], { stdio: "inherit" });
  return status === 0;
}

function copyAssets({ folder, endings }) {
  const from = path.join(root, folder);
  if (!existsSync(from)) return;
  for (const name of readdirSync(from, { recursive: true })) {
    if (endings.includes(path.extname(name))) cpSync(path.join(from, name), path.join(next, folder, name));
  }
}

async function makeTemplate() {
  const maker = path.join(dist, "infra/postgres/make-template.js");
  if (!existsSync(maker)) return;
  const { makeTemplate: make } = await import(pathToFileURL(maker).href);
  await make();
}

function build(compiler) {
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next);
  // Git sees nothing of a build that was killed.
  writeFileSync(path.join(next, ".gitignore"), "*\n");
  try {
    if (!compile(compiler)) return false;
    for (const asset of assets) copyAssets(asset);
    rmSync(path.join(next, ".gitignore"));
    rmSync(dist, { recursive: true, force: true });
    renameSync(next, dist);
    return true;
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

const compiler = findCompiler();
if (compiler === undefined) {
  console.log("build: skipped, because typescript is not installed (npm ci without --omit=dev installs it).");
} else if (build(compiler)) {
  await makeTemplate();
} else {
  console.error("build: the compiler found errors; dist/ is as it was.");
  process.exitCode = 1;
}
