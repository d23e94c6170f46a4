import type { Command } from "../entities/command.ts";
import { ChatError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import { within } from "../ports/clock.ts";
import type { CommandBus } from "../ports/command-bus.ts";
import type { Telemetry } from "../ports/telemetry.ts";

/** How long the check may take, in milliseconds; without an answer the command is accepted and the consumer decides. */
const checkMs = 250;

export interface Intake {
  readonly bus: CommandBus;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/**
 * Resolves when the command is safe in the queue: it will be applied, or refused for good.
 * @param check throws where it is refused at once
 * @throws ChatError what `check` throws; `unavailable`
 */
export const takeIn = async <C extends Command>(
  { bus, clock, telemetry }: Intake,
  command: C,
  check: (command: C) => Promise<void>,
): Promise<C> => {
  const startedAt = clock.now();
  await check(command);
  try {
    await bus.publish(command);
  } catch (error) {
    if (error instanceof ChatError && error.code === "unavailable") telemetry.commandUnavailable();
    throw error;
  }
  telemetry.commandAccepted(clock.now() - startedAt);
  return command;
};

/** Nothing when the database gave no answer in time, or failed: then commands wait in the queue for it. */
export const soon = <T>({ clock }: Pick<Intake, "clock">, asked: Promise<T>): Promise<T | undefined> =>
  within(clock, checkMs, asked).catch(() => undefined);
