import type { Identity } from "./user.ts";

/** What of a user decides whether a token counts. */
export interface TokenTerms {
  readonly isDeactivated?: true;
  /** Tokens that were issued before do not count. RFC 3339, by the database's clock. */
  readonly tokensFrom?: string;
}

export type TokenRefusal = "user_deactivated" | "token_revoked";

/**
 * A token counts as issued at the beginning of the second that it names, and one that names none as the oldest there is.
 * @returns nothing when it counts
 */
export const tokenRefusalOf = (
  { isDeactivated, tokensFrom }: TokenTerms,
  { issuedAt = 0 }: Pick<Identity, "issuedAt">,
): TokenRefusal | undefined => {
  if (isDeactivated) return "user_deactivated";
  return tokensFrom !== undefined && issuedAt < Date.parse(tokensFrom) ? "token_revoked" : undefined;
};
