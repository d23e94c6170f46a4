import { execFile } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const root = path.resolve(import.meta.dirname, "../..");

/** A copy of parts of the repository where violations may be planted; it shares the installed packages. */
export class ScratchTree {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async of(...parts: string[]): Promise<ScratchTree> {
    const tree = new ScratchTree(await mkdtemp(path.join(tmpdir(), "chat-backend-")));
    await symlink(path.join(root, "node_modules"), path.join(tree.dir, "node_modules"), "junction");
    for (const part of parts.filter((name) => existsSync(path.join(root, name)))) {
      await cp(path.join(root, part), path.join(tree.dir, part), { recursive: true });
    }
    return tree;
  }

  has(file: string): boolean {
    return existsSync(path.join(this.dir, file));
  }

  async plant(file: string, text: string): Promise<void> {
    const target = path.join(this.dir, file);
    await mkdir(path.dirname(target), { recursive: true });
    await appendFile(target, `${text}\n`);
  }

  /** What a tool of node_modules writes to its standard output here, whatever its exit code says of what it found. */
  async tool(script: string, ...args: string[]): Promise<string> {
    const options = { cwd: this.dir, maxBuffer: 64 * 1024 * 1024 };
    try {
      return (await run(process.execPath, [path.join(root, "node_modules", script), ...args], options)).stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      if (stdout) return stdout;
      throw new Error(`${script} said nothing but: ${stderr ?? String(error)}`, { cause: error });
    }
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}
