import { createHmac, randomUUID } from "node:crypto";

import { SignJWT } from "jose";

import { deployment } from "./deployment.ts";

export interface TokenOptions {
  /** As in `12h`, or seconds since 1970. */
  readonly expires?: string | number;
  /** Seconds since 1970; now when absent. */
  readonly issued?: number;
  readonly secret?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

interface Holder {
  readonly id: string;
  readonly tenant: string;
  readonly name?: string | undefined;
}

/** As a product's own backend makes them. Each one is unique, so that no test meets what another's token left behind. */
export const signToken = (
  holder: Holder,
  { expires = "1h", issued, secret, claims = {} }: TokenOptions = {},
): Promise<string> =>
  new SignJWT({ tid: holder.tenant, ...(holder.name === undefined ? {} : { name: holder.name }), ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(holder.id)
    .setJti(randomUUID())
    .setIssuedAt(issued)
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret ?? deployment().secret));

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

const hashes: Readonly<Record<string, string>> = { HS256: "sha256", HS384: "sha384", HS512: "sha512" };

/** Any header and any payload, also those that no library would sign. */
export const forgeToken = (header: Readonly<Record<string, unknown>>, payload: object): string => {
  const signed = `${encode(header)}.${encode(payload)}`;
  const hash = hashes[String(header.alg)];
  const signature = hash ? createHmac(hash, deployment().secret).update(signed).digest("base64url") : "";
  return `${signed}.${signature}`;
};

export const inAnHour = (): number => Math.floor(Date.now() / 1_000) + 3_600;
