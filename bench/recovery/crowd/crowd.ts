import { once } from "node:events";
import type { Fetch } from "../../../client/src/http.ts";
import type { CrowdJob, Word } from "./job.ts";
import { Watched } from "./watched.ts";

// Many clients, in a process of their own: takes a job, lets everybody settle in, and says what they saw when it is asked.

const atOnce = 25;

/** What everybody reads to open a room is read once: it is not what is measured. */
const remembering = (): { readonly fetch: Fetch; readonly forget: () => void } => {
  const answers = new Map<string, Promise<string>>();
  let isOver = false;
  const read: Fetch = async (url, init) => {
    const answer = await fetch(url, init);
    if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}.`);
    return answer;
  };
  const remembered: Fetch = async (url, init) => {
    if (isOver || init.method !== "GET") return fetch(url, init);
    const answer = answers.get(url) ?? read(url, init).then((one) => one.text());
    answers.set(url, answer);
    return new Response(await answer, { headers: { "content-type": "application/json" } });
  };
  const forget = (): void => {
    isOver = true;
    answers.clear();
  };
  return { fetch: remembered, forget };
};

const settle = async (job: CrowdJob): Promise<Watched[]> => {
  const { fetch, forget } = remembering();
  const all: Watched[] = [];
  for (let from = 0; from < job.users.length; from += atOnce) {
    const some = job.users.slice(from, from + atOnce).map((user) => new Watched(job, user, fetch));
    await Promise.all(some.map((each) => each.settleIn()));
    all.push(...some);
  }
  forget();
  return all;
};

const heard = async (): Promise<unknown> => {
  const [message] = (await once(process, "message")) as unknown[];
  return message;
};

process.on("disconnect", () => process.exit());

const crowd = await settle((await heard()) as CrowdJob);
process.on("message", (word: Word) => {
  if (word === "watch") for (const each of crowd) each.watch();
  else process.send?.(crowd.map((each) => each.tell(word.heads)));
});
process.send?.("ready");
