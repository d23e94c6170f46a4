import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from "jose";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { Identity } from "../../core/entities/user.ts";
import { ChatError } from "../../core/errors.ts";
import type { TokenVerifier } from "../../core/ports/token-verifier.ts";
import { identityIn } from "./claims.ts";

export interface TokenRules {
  /** Compared when set. */
  readonly issuer?: string;
  readonly audience?: string;
}

/** Where the keys come from: configuration alone, never the token itself. */
export type KeySource = { readonly secret: string } | { readonly jwksUrl: string };

/** How far two well-kept clocks may differ, in seconds. */
const leeway = 5;

const secretAlgorithms = ["HS256"];
const publicKeyAlgorithms = ["RS256", "ES256", "EdDSA", "Ed25519"];

/** A lenient decoder overlooks white space, padding and spare bits, and takes many texts for one token; here it has one. */
const isWellSpelt = (token: string): boolean => {
  const signature = /^[\w-]+\.[\w-]+\.([\w-]+)$/.exec(token)?.[1];
  return signature !== undefined && Buffer.from(signature, "base64url").toString("base64url") === signature;
};

export class JoseTokenVerifier implements TokenVerifier {
  readonly #key: Uint8Array | JWTVerifyGetKey;
  readonly #options: JWTVerifyOptions;

  constructor(source: KeySource, { issuer, audience }: TokenRules) {
    const isSecret = "secret" in source;
    this.#key = isSecret ? new TextEncoder().encode(source.secret) : createRemoteJWKSet(new URL(source.jwksUrl));
    this.#options = {
      algorithms: isSecret ? secretAlgorithms : publicKeyAlgorithms,
      clockTolerance: leeway,
      requiredClaims: ["sub", "exp"],
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
    };
  }

  async verify(token: string): Promise<Identity> {
    if (!isWellSpelt(token)) throw notAccepted();
    try {
      const identity = identityIn(await this.#payload(token));
      // What was taken late ends late, or a session would end as soon as it began.
      return { ...identity, expiresAt: identity.expiresAt + leeway * 1_000 };
    } catch (error) {
      throw refusal(error);
    }
  }

  async #payload(token: string): Promise<JWTPayload> {
    const key = this.#key;
    const { payload } =
      typeof key === "function"
        ? await jwtVerify(token, key, this.#options)
        : await jwtVerify(token, key, this.#options);
    return payload;
  }
}

/** The library's codes for keys that it could not fetch, or could not read. */
const keyTroubles: ReadonlySet<string> = new Set([
  errors.JWKSTimeout.code,
  errors.JWKSInvalid.code,
  errors.JOSEError.code,
]);

const notAccepted = (): ChatError => new ChatError("unauthenticated", "The token is not one that this server accepts.");

/** What the library says of a token may help an attacker more than its bearer, so only a few causes are told apart. */
const refusal = (error: unknown): ChatError => {
  if (error instanceof ChatError) return error;
  if (error instanceof errors.JWTExpired) return new ChatError("token_expired");
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new ChatError(
      "unauthenticated",
      `The token's claim "${error.claim}" is missing, or is not what this server expects.`,
    );
  }
  if (error instanceof errors.JOSEError && !keyTroubles.has(error.code)) {
    return notAccepted();
  }
  return new ChatError("unavailable", "The keys that tokens are signed with cannot be fetched now.", {
    retryAfterMs: 1_000,
    cause: error,
  });
};
