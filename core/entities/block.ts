/** What one user has against another: while it lasts neither posts to the other alone, nor brings the other into a room. */
export interface Block {
  /** Who is blocked. */
  readonly userId: string;
  /** RFC 3339. */
  readonly at: string;
}
