import type { Settings } from "../../support/chat-process.ts";

/** A process, by its role and its number: there are two of each. */
export type PlaceName = `${"http" | "gateway" | "consumer"}${0 | 1}`;

export type Tier = "http" | "gateway" | "consumer";

export type ServiceName = "amqp" | "redis" | "database";

/** From a role to a service, or from the clients to the gateways; `confirms` is one that knows AMQP. */
export type Way = `${Tier}:${ServiceName}` | "http:confirms" | "clients:gateway";

/** What a fault needs of the scene before it begins. */
export interface Preparation {
  /** What single processes start with, as FAILPOINTS. */
  readonly arm?: (random: () => number) => Readonly<Partial<Record<PlaceName, Settings>>>;
  /** Ways that lead through a proxy, which can do to them what networks do. */
  readonly through?: readonly Way[];
  /** The tables are on a disk of their own, which can be filled up. */
  readonly isOnSmallDisk?: boolean;
}
