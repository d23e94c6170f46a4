import type { Logger } from "pino";
import { pino } from "pino";

export type { Logger } from "pino";

/** The driver's errors carry values of rows beside their message; those stay out. */
const withoutDetails = ({ name, message, stack }: Error) => ({ name, message, stack });

/** One line of JSON per event, with nothing in it that came from a message, a token or a secret. */
export const createLogger = (level: string): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: withoutDetails },
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination(2),
  );
