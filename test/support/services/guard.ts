import { spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";

/**
 * Outlives whoever made it, in a session of its own: when that process ends in whatever way, also by SIGKILL, the guard's
 * input ends, and it ends the processes that it watches and removes what they kept. It keeps nobody from ending.
 */
export interface Guard {
  watch(pid: number): void;
  forget(pid: number): void;
  /** In the end this directory is gone, if it is still there then. */
  willRemove(directory: string): void;
  /** The end, now: resolves when what is watched has ended, and the directories are gone. */
  dismiss(): Promise<void>;
}

const script = `
signal=$1
shift
while read -r what it; do
  if [ "$what" = remove ]; then set -- "$@" "$it"; continue; fi
  rest=
  for each in $pids; do [ "$each" = "$it" ] || rest="$rest $each"; done
  pids=$rest
  [ "$what" = watch ] && pids="$pids $it"
done
for pid in $pids; do kill -"$signal" "$pid" 2>/dev/null; done
for pid in $pids; do
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || continue 2; sleep 0.2; done
  kill -KILL "$pid" 2>/dev/null
done
[ $# -eq 0 ] || rm -rf "$@"`;

/** @param signal with which it ends what it watches; SIGKILL follows where that is not enough */
export const startGuard = (signal: "KILL" | "QUIT"): Guard => {
  const stdio = ["pipe", "ignore", "ignore"] as const;
  const child = spawn("/bin/sh", ["-c", script, "guard", signal], { detached: true, stdio: [...stdio] });
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return {
    watch: (pid) => void child.stdin.write(`watch ${pid}\n`),
    willRemove: (directory) => void child.stdin.write(`remove ${directory}\n`),
    forget: (pid) => void child.stdin.write(`forget ${pid}\n`),
    dismiss: async () => {
      child.ref();
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
  };
};
