/** What the black-box tests know of the product: two addresses, and the secret that signs its tokens. */
export interface Deployment {
  readonly url: string;
  readonly socketUrl: string;
  readonly secret: string;
}

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: the global setup of the black-box tests did not run.`);
  return value;
};

export const deployment = (): Deployment => ({
  url: variable("CHAT_URL"),
  socketUrl: variable("CHAT_SOCKET_URL"),
  secret: variable("CHAT_JWT_SECRET"),
});

/** Whether the tests started the process, so that others like it may be started, stopped and killed beside it. */
export const isOurs = (): boolean => process.env.CHAT_IS_OURS === "yes";
