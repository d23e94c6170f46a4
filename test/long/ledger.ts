/** What a sender knows of its posts, and what the oracle asks of it in the end. */
export interface Post {
  readonly id: string;
  readonly roomId: string;
  readonly authorId: string;
  readonly text: string;
}

export interface Figures {
  readonly attempts: number;
  readonly accepted: number;
  readonly repeated: number;
  readonly unanswered: number;
}

/** Every attempt is written down before it is made; every answer when it came. */
export class Ledger {
  readonly posts = new Map<string, Post>();
  readonly #accepted = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #putAside = new Set<string>();
  #attempts = 0;
  #repeated = 0;
  #unanswered = 0;

  attempt(post: Post): void {
    this.#attempts += 1;
    if (this.posts.has(post.id)) this.#repeated += 1;
    this.posts.set(post.id, post);
  }

  accepted(post: Post): void {
    this.#accepted.add(post.id);
  }

  /** For good: it may never appear. */
  refused(post: Post): void {
    this.#refused.add(post.id);
  }

  isRefused(id: string): boolean {
    return this.#refused.has(id);
  }

  /** It is expected among the dead letters, and nowhere else. */
  putAside(post: Post): void {
    this.#putAside.add(post.id);
  }

  /** The request failed without an answer: it may have been taken all the same. */
  unanswered(): void {
    this.#unanswered += 1;
  }

  get figures(): Figures {
    return {
      attempts: this.#attempts,
      accepted: this.#accepted.size,
      repeated: this.#repeated,
      unanswered: this.#unanswered,
    };
  }

  acceptedIn(roomId: string): readonly Post[] {
    const isExpected = ({ id }: Post): boolean => this.#accepted.has(id) && !this.#putAside.has(id);
    return [...this.posts.values()].filter((post) => post.roomId === roomId && isExpected(post));
  }
}
