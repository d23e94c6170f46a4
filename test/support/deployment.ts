/** What the black-box tests know of the product: two addresses, and the secret that signs its tokens. */
export interface Deployment {
  readonly url: string;
  readonly socketUrl: string;
  readonly secret: string;
}

/** The same tests run against several deployments: Jest's configuration says which, by the prefix of its variables. */
const prefix = (): string => (globalThis as { readonly deployment?: string }).deployment ?? "CHAT";

const variable = (suffix: string): string => {
  const name = `${prefix()}_${suffix}`;
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: the global setup of the black-box tests did not run.`);
  return value;
};

export const deployment = (): Deployment => ({
  url: variable("URL"),
  socketUrl: variable("SOCKET_URL"),
  secret: variable("JWT_SECRET"),
});

/** Whether the tests started the process, so that others like it may be started, stopped and killed beside it. */
export const isOurs = (): boolean => process.env[`${prefix()}_IS_OURS`] === "yes";
