const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The bare stack needs ${name}.`);
  return value;
};

export const amqpUrl = setting("AMQP_URL");
export const redisUrl = setting("REDIS_URL");
export const secret = new TextEncoder().encode(setting("JWT_SECRET"));
/** The queue, and the key of the Socket.IO adapter. */
export const namespace = setting("NAMESPACE");
