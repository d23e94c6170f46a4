import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CrowdJob, CrowdUser, Heads, Seen, Word } from "./job.ts";

const script = fileURLToPath(new URL("crowd.ts", import.meta.url));

const answerOf = async (child: ChildProcess, word: CrowdJob | Word): Promise<unknown> => {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`A crowd ended with ${String(code)}.`);
  });
  ended.catch(() => {});
  const said = once(child, "message");
  child.send(word);
  const [answer] = (await Promise.race([said, ended])) as unknown[];
  return answer;
};

/** Clients in processes of their own, so that who measures is not kept busy by them. */
export class Crowds {
  readonly #children: readonly ChildProcess[];

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
  }

  /** Resolves when everybody is there, with all rooms open. */
  static async gather(job: CrowdJob, processes: number): Promise<Crowds> {
    const shares = Array.from({ length: processes }, (_, share): readonly CrowdUser[] =>
      job.users.filter((_user, index) => index % processes === share),
    );
    const children = shares.map(() => fork(script, { execArgv: ["--import", "tsx"] }));
    const crowds = new Crowds(children);
    try {
      await Promise.all(children.map((child, index) => answerOf(child, { ...job, users: shares[index] ?? [] })));
      return crowds;
    } catch (error) {
      crowds.leave();
      throw error;
    }
  }

  /** Everybody counts from here on. */
  watch(): void {
    for (const child of this.#children) child.send("watch" satisfies Word);
  }

  /** @param heads what is stored now */
  async seen(heads: Heads): Promise<readonly Seen[]> {
    const all = await Promise.all(this.#children.map((child) => answerOf(child, { heads })));
    return (all as Seen[][]).flat();
  }

  leave(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }
}
