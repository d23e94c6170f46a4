import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

import { testFunctionLength } from "./scripts/lint/test-function-length.mjs";

const typescript = ["**/*.ts", "**/*.tsx"];
const tests = ["**/*.test.ts", "test/**/*.ts"];
const product = ["core/**/*.ts", "infra/**/*.ts", "handlers/**/*.ts", "client/src/**/*.ts"];
const catalogued = ["core/**/*.ts", "handlers/**/*.ts", "client/src/**/*.ts"];

const forbid = (message, ...selectors) => selectors.map((selector) => ({ selector, message }));

const noDefaultExport = forbid(
  "A file is named for its one export, and so is the import of it: export by name.",
  "ExportDefaultDeclaration",
  "ExportSpecifier[exported.name='default']",
);
const noSilencedTest = forbid(
  "A test that does not run proves nothing: run it, or delete it.",
  "MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo|failing)$/]",
  "MemberExpression[object.property.name='concurrent'][property.name=/^(only|skip)$/]",
  "CallExpression[callee.name=/^(fdescribe|fit|xdescribe|xit|xtest)$/]",
);
const noEnvironment = forbid(
  "infra/config.ts alone reads the environment: take a setting as an argument.",
  "MemberExpression[object.name='process'][property.name='env']",
  "MemberExpression[object.name='process'][property.value='env']",
  "VariableDeclarator[init.name='process'] Property[key.name='env']",
  "ImportDeclaration[source.value=/^(node:)?process$/]",
);
const noBareError = forbid(
  "Say what went wrong with a code of the catalogue: throw a ChatError, or a class of your own.",
  "ThrowStatement > NewExpression[callee.name='Error']",
  "ThrowStatement > CallExpression[callee.name='Error']",
);
const restrict = (...rules) => ({ "no-restricted-syntax": ["error", ...rules.flat()] });

export default defineConfig(
  { ignores: ["dist/", "dist-next/", "dist-functions*/", "data/", "coverage/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    rules: {
      "max-lines": ["error", { max: 250, skipBlankLines: false, skipComments: false }],
      "max-lines-per-function": ["error", { max: 60, IIFEs: true }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "object-shorthand": "error",
      "prefer-const": "error",
      curly: ["error", "multi-line"],
    },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
  { files: ["scripts/**/*.mjs"], rules: restrict(noDefaultExport) },
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...restrict(noDefaultExport, noSilencedTest),
      "@typescript-eslint/ban-ts-comment": [
        "error",
        { "ts-expect-error": { descriptionFormat: "^ -- .{10,}" }, "ts-ignore": true, "ts-nocheck": true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-floating-promises": ["error", { checkThenables: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // `() => stop()` reads better than a block; what a block returns is still checked.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/unbound-method": ["error", { ignoreStatic: true }],
      // An adapter in memory keeps a promise without awaiting anything, and `async` turns its throws into rejections.
      "@typescript-eslint/require-await": "off",
      // `token<Clock>("clock")`: a type that only the caller names is how a contract is stated.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // `() => {}` is the plainest way to ignore a call.
      "@typescript-eslint/no-empty-function": ["error", { allow: ["arrowFunctions"] }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
    },
  },
  {
    files: product,
    ignores: ["infra/config.ts", ...tests],
    rules: restrict(noDefaultExport, noSilencedTest, noEnvironment),
  },
  { files: catalogued, ignores: tests, rules: restrict(noDefaultExport, noSilencedTest, noEnvironment, noBareError) },
  // What happens in a server is told through Telemetry; only an entry may have no telemetry yet.
  { files: product, ignores: ["handlers/entries/**"], rules: { "no-console": "error" } },
  {
    files: tests,
    plugins: { local: { rules: { "test-function-length": testFunctionLength } } },
    rules: {
      "max-lines-per-function": "off",
      "local/test-function-length": ["error", 60],
      // A test that indexes too far fails at that line, which is what it should do.
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  // Jest takes a global setup and teardown only as a default export.
  { files: ["test/support/*-setup.ts", "test/support/*-teardown.ts"], rules: restrict(noSilencedTest) },
);
