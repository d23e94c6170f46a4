import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** What runs without a loader, each with all that it imports from its folder. */
const scripts = [
  new URL("../bare/http.ts", import.meta.url),
  new URL("../bare/gateway.ts", import.meta.url),
  new URL("../bare/consumer.ts", import.meta.url),
  new URL("probe.ts", import.meta.url),
];

const out = fileURLToPath(new URL("../../node_modules/.cache/chat-bench", import.meta.url));

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2023,
  rewriteRelativeImportExtensions: true,
  verbatimModuleSyntax: true,
};

const compile = (script: URL): void => {
  const source = readFileSync(script, "utf8");
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  writeFileSync(join(out, basename(script.pathname, ".ts") + ".js"), outputText);
  const imported = ts.preProcessFile(source).importedFiles.filter(({ fileName }) => fileName.startsWith("."));
  for (const { fileName } of imported) compile(new URL(fileName, script));
};

const makeOut = (): void => {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "package.json"), '{ "type": "module" }');
};

/** What is loaded into a process of the product, which has no loader. @returns the compiled file */
export const compileProbe = (script: URL): string => {
  makeOut();
  compile(script);
  return join(out, basename(script.pathname, ".ts") + ".js");
};

/**
 * The bare stack and the probe, compiled as the product is: no loader stands in the processes that are compared.
 * @returns the folder of the compiled files.
 */
export const compileBare = (): string => {
  makeOut();
  for (const script of scripts) compile(script);
  return out;
};
