/** How far a member says to have received and read a room; what is read was delivered. */
export interface Mark {
  readonly delivered: number;
  readonly read: number;
}

/** One member's word on one room. */
export interface Said extends Mark {
  readonly roomId: string;
  readonly userId: string;
  /** The newest `seq` that was certainly stored when it was said: what lies above may be cut. */
  readonly newest: number;
}

/** Between these the watermarks of a member must be found. */
export interface Bounds {
  /** The farthest that was accepted. */
  readonly least: Mark;
  /** The farthest that was ever attempted: what had no answer may have been taken. */
  readonly most: Mark;
}

const nothing: Mark = { delivered: 0, read: 0 };
const nowhere: Bounds = { least: nothing, most: nothing };

const farther = (one: Mark, { delivered, read }: Mark): Mark => ({
  delivered: Math.max(one.delivered, delivered),
  read: Math.max(one.read, read),
});

const cut = ({ delivered, read, newest }: Said): Mark => ({
  delivered: Math.min(delivered, newest),
  read: Math.min(read, newest),
});

export const memberOf = (roomId: string, userId: string): string => `${roomId} ${userId}`;

/** Every receipt is written down before it is sent; that it was accepted when the answer came. */
export class ReceiptLedger {
  readonly #bounds = new Map<string, Bounds>();
  #accepted = 0;

  /** Receipts that were accepted, repeated ones too. */
  get accepted(): number {
    return this.#accepted;
  }

  boundsOf(roomId: string, userId: string): Bounds {
    return this.#bounds.get(memberOf(roomId, userId)) ?? nowhere;
  }

  attempt(said: Said): void {
    const { least, most } = this.boundsOf(said.roomId, said.userId);
    this.#bounds.set(memberOf(said.roomId, said.userId), { least, most: farther(most, said) });
  }

  accept(said: Said): void {
    const { least, most } = this.boundsOf(said.roomId, said.userId);
    this.#bounds.set(memberOf(said.roomId, said.userId), { least: farther(least, cut(said)), most });
    this.#accepted += 1;
  }
}
