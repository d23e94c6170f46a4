/** What this machine cannot do to a system, or this harness cannot see yet. */
export const notProven: readonly string[] = [
  "Power loss: a process that is killed leaves what it wrote to the kernel, and the servers' data is on a disk in memory.",
  "A full disk of PostgreSQL or RabbitMQ; RabbitMQ's own alarm for it is raised by moving its limit.",
  "Clusters: partitions between brokers, a quorum queue that changes its leader, a standby of PostgreSQL that takes over, Redis with replicas.",
  "Clocks that jump or disagree: all processes share one.",
  "Lost and reordered packets, and links that carry one direction alone for clients; connections are held, delayed, cut and reset.",
  "Overflow of a queue: none has a limit of its own.",
  "Arguments of a queue that differ, PostgreSQL without a free connection, two consumers on one partition by a mistake of an operator: by the tests of the parts alone.",
  "Old and new code side by side during a migration: there is one version yet.",
  "Tokens that expire or are revoked, and members who are removed or banned, while a fault lasts.",
  "Deployments as functions: they are killed and frozen in their own tests.",
  "Outages of minutes, where a line was not made with `--long`.",
  "Receipts, presence and edits, which do not exist yet.",
];
