// Loaded into every process whose memory is watched, before its entry: told by SIGUSR2, it collects its garbage and says
// what is left, as a line of JSON beside the log.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

process.on("SIGUSR2", () => {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  process.stderr.write(`${JSON.stringify({ level: "info", heapUsed, external })}\n`);
});
