import type { LimitsOf } from "../../core/entities/limits.ts";
import { nobodysTenant } from "../../core/entities/limits.ts";
import { networkOf } from "../../core/entities/network.ts";
import type { UserRef } from "../../core/entities/refs.ts";
import { userKey } from "../../core/entities/refs.ts";

/** Whose a connection is. */
export interface Holder {
  readonly user: UserRef;
  readonly address: string | undefined;
}

interface Held {
  readonly key: string;
  readonly most: number;
}

/** How many sockets this process holds of each user and of each address: what they cost is this process's own memory. */
export class HeldSockets {
  readonly #limitsOf: LimitsOf;
  readonly #counts = new Map<string, number>();

  constructor(limitsOf: LimitsOf) {
    this.#limitsOf = limitsOf;
  }

  /** Whether one more of them is too many. */
  isFull(holder: Holder): boolean {
    return this.#of(holder).some(({ key, most }) => (this.#counts.get(key) ?? 0) >= most);
  }

  /** @returns what lets go of it, once; nothing when one more is too many. */
  hold(holder: Holder): (() => void) | undefined {
    if (this.isFull(holder)) return undefined;
    const held = this.#of(holder);
    for (const { key } of held) this.#add(key, 1);
    return () => {
      for (const { key } of held.splice(0)) this.#add(key, -1);
    };
  }

  #of({ user, address }: Holder): Held[] {
    const most = this.#limitsOf(user.tenantId).counts["sockets-per-user"];
    const mostOfAddress = this.#limitsOf(nobodysTenant).counts["sockets-per-address"];
    const ofUser = most === undefined ? [] : [{ key: `user ${userKey(user)}`, most }];
    if (mostOfAddress === undefined || address === undefined) return ofUser;
    return [...ofUser, { key: `address ${networkOf(address)}`, most: mostOfAddress }];
  }

  #add(key: string, change: number): void {
    const count = (this.#counts.get(key) ?? 0) + change;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}
