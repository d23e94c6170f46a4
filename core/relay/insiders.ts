/** The sessions that get a room's events, and whose each of them is. */
export class Insiders {
  /** User to sessions, each with the version at which it entered. */
  readonly #sessionsOf = new Map<string, Map<string, number>>();
  /** One that leaves a room of thousands is not looked for. */
  readonly #userOf = new Map<string, string>();

  get isEmpty(): boolean {
    return this.#userOf.size === 0;
  }

  get users(): readonly string[] {
    return [...this.#sessionsOf.keys()];
  }

  get sessions(): Iterable<string> {
    return this.#userOf.keys();
  }

  /** Each session with whose it is. */
  get viewers(): Iterable<readonly [sessionId: string, userId: string]> {
    return this.#userOf;
  }

  hasUser(userId: string): boolean {
    return this.#sessionsOf.has(userId);
  }

  hasSession(sessionId: string): boolean {
    return this.#userOf.has(sessionId);
  }

  /** One that is inside already is from now on as if it had entered at this version. */
  admit(sessionId: string, userId: string, version: number): void {
    const sessions = this.#sessionsOf.get(userId) ?? new Map<string, number>();
    this.#sessionsOf.set(userId, sessions.set(sessionId, version));
    this.#userOf.set(sessionId, userId);
  }

  dismiss(sessionId: string): void {
    const userId = this.#userOf.get(sessionId) ?? "";
    const sessions = this.#sessionsOf.get(userId);
    sessions?.delete(sessionId);
    if (sessions?.size === 0) this.#sessionsOf.delete(userId);
    this.#userOf.delete(sessionId);
  }

  /** Those of the user that entered below the version. */
  enteredBelow(version: number, userId: string): readonly string[] {
    const sessions = [...(this.#sessionsOf.get(userId) ?? [])];
    return sessions.filter(([, enteredAt]) => enteredAt < version).map(([sessionId]) => sessionId);
  }
}
