const lookEveryMs = 25;
const defaultMs = 8_000;

/** Looks again and again until there is something to see. @param what a sentence's end: "in 8 s: <what>" */
export const eventually = async <T>(
  look: () => Promise<T | undefined>,
  what: string,
  withinMs = defaultMs,
): Promise<T> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > until) throw new Error(`This did not happen within ${withinMs / 1_000} s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
};

/** Rejects with a sentence when `work` takes longer; for what has no deadline of its own. */
export const within = async <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`This took longer than ${ms / 1_000} s: ${what}.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
