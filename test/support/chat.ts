import { randomUUID } from "node:crypto";

import { afterEach, beforeEach } from "@jest/globals";

import type { Deployment } from "./deployment.ts";
import { User } from "./user.ts";

interface Traits {
  readonly tenant?: string;
  readonly name?: string;
  readonly isService?: true;
  /** Another deployment than the one under test. */
  readonly at?: Deployment;
}

/** The scenario of one test: its people live in a tenant of their own, and what they open is closed after it. */
export class Chat {
  readonly #closes: (() => void)[] = [];
  #tenant = "";
  #made = 0;

  begin(): void {
    this.#tenant = aTenant();
  }

  end(): void {
    for (const close of this.#closes.splice(0)) close();
  }

  /** @param id made when absent */
  aUser(id = `user-${(this.#made += 1)}`, { tenant = this.#tenant, ...traits }: Traits = {}): User {
    return new User({ id, tenant, ...traits }, (close) => this.#closes.push(close));
  }

  /** Alice, Bob and Carol. */
  people(): readonly [User, User, User] {
    return [this.aUser("alice"), this.aUser("bob"), this.aUser("carol")];
  }

  crowd(size: number): readonly User[] {
    return Array.from({ length: size }, () => this.aUser());
  }

  closing(close: () => void): void {
    this.#closes.push(close);
  }
}

export const aTenant = (): string => `t-${randomUUID()}`;

export const anId = (): string => randomUUID();

/** For a test file: a fresh scenario for each of its tests. */
export const useChat = (): Chat => {
  const chat = new Chat();
  beforeEach(() => chat.begin());
  afterEach(() => chat.end());
  return chat;
};

/** One after another. */
export const inTurn = async (size: number, work: (index: number) => Promise<unknown>): Promise<void> => {
  for (const index of range(size)) await work(index);
};

/** In any order, at most twenty at a time: more would wait for each other's connections, not for the server. */
export const inLanes = async (size: number, work: (index: number) => Promise<unknown>): Promise<void> => {
  const lanes = 20;
  await Promise.all(
    range(lanes).map(async (lane) => {
      for (let index = lane; index < size; index += lanes) await work(index);
    }),
  );
};

export const range = (size: number): readonly number[] => Array.from({ length: size }, (_, index) => index);
