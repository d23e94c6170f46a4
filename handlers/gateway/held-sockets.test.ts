import { expect, it } from "@jest/globals";
import type { Limits } from "../../core/entities/limits.ts";
import { HeldSockets } from "./held-sockets.ts";

const of = (userId: string, address?: string, tenantId = "acme") => ({ user: { tenantId, userId }, address });
const held = (counts: Limits["counts"]) => new HeldSockets(() => ({ rates: {}, counts }));

it("holds as many as a user may have, in this tenant, and has room again when one is let go of", () => {
  const sockets = held({ "sockets-per-user": 2 });
  const letGo = sockets.hold(of("alice"));
  expect(sockets.isFull(of("alice"))).toBe(false);
  sockets.hold(of("alice"));
  expect([sockets.isFull(of("alice")), sockets.hold(of("alice"))]).toEqual([true, undefined]);
  expect([sockets.isFull(of("bob")), sockets.isFull(of("alice", undefined, "other"))]).toEqual([false, false]);
  letGo?.();
  letGo?.();
  expect(sockets.hold(of("alice"))).toBeDefined();
  expect(sockets.isFull(of("alice"))).toBe(true);
});

it("holds as many as come from an address, whoever they are, and those of a network of IPv6 together", () => {
  const sockets = held({ "sockets-per-address": 1 });
  sockets.hold(of("alice", "192.0.2.1"));
  sockets.hold(of("alice", "2001:db8::1"));
  expect([sockets.isFull(of("bob", "192.0.2.1")), sockets.isFull(of("bob", "2001:db8::2"))]).toEqual([true, true]);
  expect([sockets.isFull(of("bob", "192.0.2.2")), sockets.isFull(of("bob"))]).toEqual([false, false]);
});

it("keeps nothing of a socket that was refused", () => {
  const sockets = held({ "sockets-per-user": 5, "sockets-per-address": 1 });
  const letGo = sockets.hold(of("alice", "192.0.2.1"));
  expect(sockets.hold(of("bob", "192.0.2.1"))).toBeUndefined();
  letGo?.();
  expect(sockets.isFull(of("bob", "192.0.2.1"))).toBe(false);
});
