/** What a command to Redis failed with, without the command: its arguments hold the texts of messages. */
export class RedisFailure extends Error {
  override readonly name = "RedisFailure";
}

export const quiet = (error: unknown): RedisFailure =>
  new RedisFailure(error instanceof Error ? error.message : "A command failed.");
