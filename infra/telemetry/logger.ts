import type { Logger } from "pino";
import { pino } from "pino";

export type { Logger } from "pino";

/** One line of JSON per event, with nothing in it that came from a message, a token or a secret. */
export const createLogger = (level: string): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination(2),
  );
