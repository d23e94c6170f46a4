import { SmallDisk } from "./small-disk.ts";

const fullDisks = SmallDisk.canBe
  ? "A full disk under PostgreSQL's log or under RabbitMQ: the tables alone are filled up, and RabbitMQ's alarm is raised by moving its limit."
  : "A full disk of PostgreSQL or RabbitMQ: nothing can be mounted here, and RabbitMQ's alarm is raised by moving its limit.";

/** What this machine cannot do to a system, or this harness cannot see yet. */
export const notProven: readonly string[] = [
  "Power loss: a process that is killed leaves what it wrote to the kernel, and the servers' data is on a disk in memory.",
  fullDisks,
  "Clusters: partitions between brokers, a quorum queue that changes its leader, a standby of PostgreSQL that takes over, Redis with replicas.",
  "Clocks that jump or disagree: all processes share one. That a message is never dated after the database's clock is shown by the tests of `core/entities/batch.ts`.",
  "Lost and reordered packets, and links that carry one direction alone for clients; connections are held, delayed, cut and reset.",
  "Live events that reach a client twice, late, out of order or not at all: by the property tests of `client/src/room-feed.test.ts` and `core/relay`, since a socket keeps its order.",
  "An operator's policy that drops what was accepted (`overflow: drop-head`, `message-ttl`, `expires`): a policy comes before a queue's own arguments, so it must not be; one that refuses (`reject-publish`) may.",
  "A queue that is declared otherwise while posts go on and every connection stands: what is published to it until a connection is made anew is confirmed by that other queue.",
  "Two consumers on one partition by a mistake of an operator: by the tests of the parts alone.",
  "The way back from a migration: the version before goes on where it runs, and is refused a start on a newer schema.",
  "Tokens that are revoked, which do not exist, and members who are banned while a fault lasts.",
  "Deployments as functions: they are killed and frozen in their own tests.",
  "Outages of minutes, where a line was not made with `--long`.",
  "Presence, typing, deletes and markers, which nobody sends while a fault lasts: presence by `test/tiers/presence.test.ts`.",
];
