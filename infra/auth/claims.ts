import type { JWTPayload } from "jose";
import type { Identity, ProfileClaims } from "../../core/entities/user.ts";
import { reservedUserIds } from "../../core/entities/user.ts";
import { ChatError } from "../../core/errors.ts";

/** For those who sign: nobody takes a token for these. */
export { reservedUserIds };

const tenantPattern = /^[a-z0-9-]{1,64}$/;
const defaultTenant = "default";
/** Control characters (Cc), and halves of surrogate pairs. */
const forbiddenInIds = /[\p{Cc}\p{Cs}]/u;
const maxIdLength = 128;
const maxProfileLength = 2_048;
/** In seconds since 1970: what comes later is no date. */
const latestEnd = 8_640_000_000_000;

const wrong = (claim: string): ChatError =>
  new ChatError("unauthenticated", `The token's claim "${claim}" is missing, or is not what this server expects.`);

const isUserId = (sub: string): boolean =>
  !reservedUserIds.has(sub) && sub.length >= 1 && sub.length <= maxIdLength && !forbiddenInIds.test(sub);

/** Of the profile nothing is required, and what cannot be kept is left out. */
const profileIn = ({ name, picture }: JWTPayload): ProfileClaims => {
  const usable = (value: unknown): value is string =>
    typeof value === "string" && value.length > 0 && value.length <= maxProfileLength && !forbiddenInIds.test(value);
  return { ...(usable(name) ? { name } : {}), ...(usable(picture) ? { picture } : {}) };
};

/** Only the one value that this server knows gives anything: any other is a product's own, and its bearer a user like any other. */
const powersIn = ({ role }: JWTPayload): Pick<Identity, "isService"> => (role === "service" ? { isService: true } : {});

/** One that lies behind the end of the token is in milliseconds, or no time at all: it says nothing. */
const issueIn = ({ iat }: JWTPayload, exp: number): Pick<Identity, "issuedAt"> =>
  typeof iat === "number" && iat >= 0 && iat <= exp ? { issuedAt: iat * 1_000 } : {};

/** @throws ChatError `unauthenticated` naming the claim */
export const identityIn = (payload: JWTPayload): Identity => {
  const { sub, exp, tid = defaultTenant } = payload;
  if (typeof sub !== "string" || !isUserId(sub)) throw wrong("sub");
  if (exp === undefined || exp > latestEnd) throw wrong("exp");
  if (typeof tid !== "string" || !tenantPattern.test(tid)) throw wrong("tid");
  const said = { ...issueIn(payload, exp), ...profileIn(payload), ...powersIn(payload) };
  return { userId: sub, tenantId: tid, expiresAt: exp * 1_000, ...said };
};
