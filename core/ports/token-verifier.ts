import type { Identity } from "../entities/user.ts";

export interface TokenVerifier {
  /**
   * Who the token speaks for. Only allow-listed algorithms, and keys from configuration, count.
   * @throws ChatError `unauthenticated`, `token_expired`; `unavailable` when the keys cannot be had.
   */
  verify(token: string): Promise<Identity>;
}
