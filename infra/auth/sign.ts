import { SignJWT } from "jose";

export interface TokenOptions {
  readonly userId: string;
  readonly tenantId?: string;
  readonly name?: string;
  /** For a backend that acts for its whole tenant. */
  readonly isService?: boolean;
  /** As in `12h`, or seconds since 1970. */
  readonly expires: string | number;
  readonly issuer?: string;
  readonly audience?: string;
}

/** A token as a product's own backend makes them, for trying the chat out. */
export const signToken = (
  secret: string,
  { userId, tenantId, name, isService, expires, issuer, audience }: TokenOptions,
): Promise<string> => {
  const claims = {
    ...(tenantId === undefined ? {} : { tid: tenantId }),
    ...(name === undefined ? {} : { name }),
    ...(isService ? { role: "service" } : {}),
  };
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime(expires);
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(secret));
};
