import { readFile } from "node:fs/promises";
import path from "node:path";

import { beforeAll, describe, expect, it } from "@jest/globals";

import { root } from "./scratch-tree.ts";

interface Entry {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly engines?: { readonly node?: string };
}

const parse = async <T>(file: string): Promise<T> => JSON.parse(await readFile(path.join(root, file), "utf8")) as T;

/** As Node looks for a package: beside the one that asks, then a folder further out. */
function isLocked(packages: Record<string, Entry>, asker: string, name: string): boolean {
  const beside = asker === "" ? `node_modules/${name}` : `${asker}/node_modules/${name}`;
  if (beside in packages) return true;
  if (asker === "") return false;
  return isLocked(packages, asker.slice(0, Math.max(asker.lastIndexOf("/node_modules/"), 0)), name);
}

describe("the lock file", () => {
  let packages: Record<string, Entry>;

  beforeAll(async () => {
    packages = (await parse<{ packages: Record<string, Entry> }>("package-lock.json")).packages;
  });

  it("knows every package that another one names, those of other platforms too", () => {
    const missing = Object.entries(packages).flatMap(([asker, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !isLocked(packages, asker, name))
        .map((name) => `${asker} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it("fetches from the public registry, or from whichever one the installer has set", () => {
    const hosts = Object.values(packages).map(({ resolved }) => resolved);
    const elsewhere = hosts.filter((url) => url !== undefined && new URL(url).origin !== "https://registry.npmjs.org");
    expect(elsewhere).toEqual([]);
  });

  it("holds the checksum of every package", () => {
    const unchecked = Object.entries(packages).filter(
      ([name, { integrity }]) => name !== "" && integrity === undefined,
    );
    expect(unchecked.map(([name]) => name)).toEqual([]);
  });

  it("asks for the Node.js that package.json asks for, and npm insists on it", async () => {
    const manifest = await parse<Entry>("package.json");
    expect(manifest.engines?.node).toBe(">=20.19");
    expect(packages[""]?.engines).toEqual(manifest.engines);
    expect(await readFile(path.join(root, ".npmrc"), "utf8")).toMatch(/^engine-strict=true$/m);
  });
});
