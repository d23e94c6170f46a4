import type { UserRef } from "../entities/refs.ts";
import type { TokenTerms } from "../entities/token-terms.ts";

export interface TokenTermsSource {
  /**
   * As they stood less than a second ago. With the database away, as they were last known here, and of whom nothing is
   * known, that every token counts: after 250 ms at most. Never rejects.
   */
  of(user: UserRef): Promise<TokenTerms>;
}
