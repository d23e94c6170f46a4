import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** What a command said on its standard output. @throws with all that it said */
export const run = async (command: readonly string[]): Promise<string> => {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", all: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    said.out += chunk.toString();
    said.all += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => (said.all += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${String(code)}:\n${said.all.slice(-4_000)}`);
  return said.out.trim();
};

const works = ([program = "", ...args]: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

export const isHere = (image: string): boolean => works(["docker", "image", "inspect", image]);

/** A registry names an image by its digest; one that was made here has none. */
export const isFromRegistry = async (image: string): Promise<boolean> =>
  (await run(["docker", "image", "inspect", "--format", "{{len .RepoDigests}}", image])) !== "0";

const composes = [["docker", "compose"], ["docker-compose"]] as const;

/** Compose v2 where it is there, else docker-compose. @throws a sentence where containers cannot be run at all */
export const findCompose = (): readonly string[] => {
  if (!works(["docker", "info"])) {
    throw new Error(
      "Nothing was tried: no Docker engine answers (`docker info` fails). Start one, and run this again.",
    );
  }
  const compose = composes.find((command) => works([...command, "version"]));
  if (!compose) throw new Error("Nothing was tried: neither `docker compose` nor `docker-compose` is installed.");
  return compose;
};

/** What the run was made with, for the report. */
export const describeEngine = async (compose: readonly string[]): Promise<string> => {
  const engine = await run(["docker", "version", "--format", "{{.Server.Version}}"]);
  const version = await run([...compose, "version", "--short"]);
  return `Docker engine ${engine}, ${compose.join(" ")} ${version}`;
};

/** An image of the name may be another one than the registry's: what runs in it says so. */
export const versionIn = async (image: string, ...command: readonly string[]): Promise<string> => {
  const [program = "", ...args] = command;
  const said = await run(["docker", "run", "--rm", "--entrypoint", program, image, ...args]);
  return /\d+\.\d+(\.\d+)?/.exec(said)?.[0] ?? said;
};
