import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commit, machine, rounded } from "./figures.ts";
import { measureLatency } from "./latency.ts";
import { startKillable } from "../test/support/killable-server.ts";
import { measureStarts } from "./starts.ts";

const rounds = 5;
const warmUp = 40;
const messages = 400;

const dataDir = await mkdtemp(join(tmpdir(), "chat-bench-"));
const server = await startKillable(dataDir);
await measureLatency(server.url, warmUp);
const latency = await measureLatency(server.url, messages);
await server.stop();
await rm(dataDir, { recursive: true });

const starts = await measureStarts(rounds);

const report = `# The embedded chat in figures

Made by \`npm run bench:embedded\` at commit ${commit()} on ${machine()}; medians of ${rounds} rounds, sides alternated.

| figure | measured | bar |
|---|---|---|
| PGlite alone opens the directory | ${rounded(starts.pgliteAlone, 0)} ms | |
| first start, to the first answer | ${rounded(starts.first, 0)} ms (${rounded(starts.first - starts.pgliteAlone, 0)} ms over it) | at most 3,000 ms over it |
| second start | ${rounded(starts.second, 0)} ms (${rounded(starts.second - starts.pgliteAlone, 0)} ms over it) | at most 1,500 ms over it |
| post to delivery at 20 a second, p50 of ${latency.messages} | ${rounded(latency.p50)} ms | under 15 ms |
| the same, p99 | ${rounded(latency.p99)} ms | |
`;

await writeFile(new URL("REPORT-embedded.md", import.meta.url), report);
process.stdout.write(report);
