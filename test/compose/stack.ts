import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unhurried } from "../support/chat-process.ts";
import type { Deployment } from "../support/deployment.ts";
import { freePort } from "../support/services/free-port.ts";
import { eventually } from "../support/wait.ts";
import { findCompose, isHere, run } from "./engine.ts";

const root = path.join(import.meta.dirname, "../..");
const file = (name: string): string => path.join(root, name);
const aSecret = (): string => randomBytes(32).toString("hex");
const untilUpMs = 120_000;

/** Those that serve as long as the stack is up: the migration is none of them. */
export const services = ["nginx", "http", "gateway", "consumer", "postgres", "rabbitmq", "redis"] as const;
export type Service = (typeof services)[number];

/** The images that come from a registry. */
export const images = [...readFileSync(file("docker-compose.yml"), "utf8").matchAll(/image: (\S+:\S+)/g)].map(
  ([, image = ""]) => image,
);

interface State {
  readonly Running: boolean;
  readonly Health?: { readonly Status: string };
}

/** docker-compose.yml as it is, under a name, on a port and with secrets of its own. */
export class Stack {
  readonly compose = findCompose();
  readonly deployment: Deployment;
  readonly #home = mkdtempSync(path.join(tmpdir(), "chat-compose-"));
  readonly #project = `chat-test-${randomBytes(4).toString("hex")}`;

  private constructor(port: number) {
    const url = `http://127.0.0.1:${port}`;
    this.deployment = { url, socketUrl: url, secret: aSecret() };
    const settings = {
      POSTGRES_PASSWORD: aSecret(),
      RABBITMQ_PASSWORD: aSecret(),
      JWT_SECRET: this.deployment.secret,
      CHAT_PORT: `127.0.0.1:${port}`,
      ...unhurried,
      // The origins that the black-box tests call from.
      CORS_ORIGINS: "http://localhost:5173,http://127.0.0.1:8080,https://localhost",
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(this.#envFile, lines.join(""), { mode: 0o600 });
  }

  static async prepare(): Promise<Stack> {
    return new Stack(await freePort());
  }

  /** Every image is here afterwards, ours made anew. */
  async makeImages(): Promise<void> {
    for (const image of images) {
      if (!isHere(image)) await run(["docker", "pull", "--quiet", image]);
    }
    await this.#run("build");
  }

  /** What is not running is started; resolves when callers are served. */
  async up(): Promise<void> {
    await this.#run("up", "--detach", "--no-build");
    await this.untilServing();
  }

  /** Containers and networks are gone, the data stay. */
  async down(): Promise<void> {
    await this.#run("down");
  }

  /** Nothing is left of it. */
  async clear(): Promise<void> {
    await this.#run("down", "--timeout", "5", "--volumes");
    rmSync(this.#home, { recursive: true });
  }

  /** The n-th container of a service, from 1. */
  async container(service: Service, n: number): Promise<string> {
    return (await this.#containers(service))[n - 1] ?? "";
  }

  /** In the order of their numbers. */
  async #containers(service: Service): Promise<string[]> {
    const ids = (await this.#run("ps", "--quiet", "--all", service)).split("\n").filter(Boolean);
    const named = await Promise.all(ids.map((id) => run(["docker", "inspect", "--format", "{{.Name}}", id])));
    return named.map((name) => name.replace("/", "")).toSorted();
  }

  /** As an operator's hand does it; the engine takes it for a wish, and leaves the container ended. */
  async kill(container: string): Promise<void> {
    await run(["docker", "kill", "--signal", "KILL", container]);
  }

  /** The process dies with nobody having asked the engine for it, as when the machine is short of memory. */
  async crash(container: string): Promise<void> {
    const pid = await run(["docker", "inspect", "--format", "{{.State.Pid}}", container]);
    const beside = [
      "docker",
      "run",
      "--rm",
      "--network",
      "none",
      "--pid",
      "host",
      "--user",
      "0",
      "--entrypoint",
      "node",
    ];
    await run([...beside, "chat-backend", "--eval", `process.kill(${pid}, "SIGKILL")`]);
  }

  /** How often the engine has started it again by itself. */
  async restarts(container: string): Promise<number> {
    return Number(await run(["docker", "inspect", "--format", "{{.RestartCount}}", container]));
  }

  /** Every container runs and is healthy, and through nginx the chat is whole. */
  async untilWhole(): Promise<void> {
    const all = (await Promise.all(services.map((service) => this.#containers(service)))).flat();
    await eventually(async () => (await areHealthy(all)) || undefined, "every container is healthy", untilUpMs);
    await this.untilServing();
  }

  /** Resolves when a caller finds everything ready, and a gateway answers too. */
  async untilServing(): Promise<void> {
    const { url } = this.deployment;
    await eventually(
      async () => ((await isReady(url)) && (await hasGateway(url))) || undefined,
      "the chat is ready",
      untilUpMs,
    );
  }

  /** Where one http process answers, past nginx. */
  async insideUrl(): Promise<string> {
    const container = await this.container("http", 1);
    const port = (await run(["docker", "port", container, "3000"])).split(":").at(-1);
    return `http://127.0.0.1:${port}`;
  }

  /** What our processes have said and nothing that a caller sends may make them say. */
  async surprises(): Promise<string[]> {
    const said = await this.#run("logs", "--no-color", "http", "gateway", "consumer");
    return said.split("\n").filter((line) => /"level":"(error|fatal)"/.test(line));
  }

  get #envFile(): string {
    return path.join(this.#home, "env");
  }

  #run(...args: readonly string[]): Promise<string> {
    const files = ["--file", file("docker-compose.yml"), "--file", file("test/compose/ports.yml")];
    const own = ["--project-name", this.#project, "--project-directory", root, "--env-file", this.#envFile];
    return run([...this.compose, ...files, ...own, ...args]);
  }
}

const areHealthy = async (containers: readonly string[]): Promise<boolean> => {
  const states = JSON.parse(await run(["docker", "inspect", ...containers])) as { readonly State: State }[];
  return states.every(({ State: { Running, Health } }) => Running && Health?.Status === "healthy");
};

const answersTo = async (url: string): Promise<Response | undefined> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);

const isReady = async (url: string): Promise<boolean> => {
  const answer = await answersTo(`${url}/readyz`);
  return answer?.ok === true && ((await answer.json()) as { readonly status: string }).status === "ready";
};

/** A gateway takes WebSocket only, and says so with Engine.IO's own refusal. */
const hasGateway = async (url: string): Promise<boolean> =>
  (await answersTo(`${url}/socket.io/?EIO=4&transport=polling`))?.status === 400;
