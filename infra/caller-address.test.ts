import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "@jest/globals";
import type { TrustedProxies } from "./caller-address.ts";
import { addressRule, parseProxies } from "./caller-address.ts";

const aRequest = (forwarded?: string, remoteAddress?: string): IncomingMessage => {
  const request = new IncomingMessage(new Socket());
  if (forwarded !== undefined) request.headers["x-forwarded-for"] = forwarded;
  Object.defineProperty(request.socket, "remoteAddress", { value: remoteAddress });
  return request;
};

const ask = (proxies: TrustedProxies | undefined, forwarded?: string) =>
  addressRule(proxies)(aRequest(forwarded, "10.0.0.9"));

describe("the address of a caller", () => {
  it.each<[string, TrustedProxies | undefined, string | undefined, string]>([
    ["is the connection's own where no proxy is known", undefined, "192.0.2.1", "10.0.0.9"],
    ["is what the one proxy says", 1, "192.0.2.1", "192.0.2.1"],
    ["is not what stood in the header before the proxy wrote", 1, "203.0.113.7, 192.0.2.1", "192.0.2.1"],
    ["is behind both proxies", 2, "203.0.113.7, 192.0.2.1", "203.0.113.7"],
    ["is the first one where there were fewer proxies than said", 9, "192.0.2.1", "192.0.2.1"],
    [
      "is behind those whose addresses are known",
      ["10.0.0.0/8", "192.0.2.1"],
      "198.51.100.2, 192.0.2.1",
      "198.51.100.2",
    ],
    ["is the last one that is not a known proxy", ["loopback", "uniquelocal"], "1.1.1.1, 198.51.100.2", "198.51.100.2"],
    ["has no port", 1, "192.0.2.1:4711", "192.0.2.1"],
    ["may be IPv6", 1, "2001:db8::7", "2001:db8::7"],
    ["may be IPv6 with a port", 1, "[2001:db8::7]:4711", "2001:db8::7"],
    ["is an IPv4 one also when it comes as IPv6", 1, "::ffff:192.0.2.1", "192.0.2.1"],
    ["is the proxy's own where that wrote garbage", 1, "<script>", "10.0.0.9"],
    ["is no empty word", 1, " ,, ", "10.0.0.9"],
    ["is nearer to us than garbage", 2, "unknown, 192.0.2.1", "192.0.2.1"],
    ["is found among a hundred", 1, Array.from({ length: 100 }, (_, n) => `192.0.2.${n}`).join(", "), "192.0.2.99"],
  ])("%s", (_name, proxies, forwarded, address) => {
    expect(ask(proxies, forwarded)).toBe(address);
  });

  it("is unknown where there is none", () => {
    expect(addressRule(1)(aRequest())).toBeUndefined();
  });
});

describe("the proxies in a setting", () => {
  it("are a number, or a list", () => {
    expect(parseProxies("2")).toBe(2);
    expect(parseProxies("loopback, 10.0.0.0/8,::1")).toEqual(["loopback", "10.0.0.0/8", "::1"]);
  });

  it.each(["-1", "nginx", "10.0.0.0/99", "1.5", "300.1.1.1", "loopback;::1"])("are not %s", (text) => {
    expect(() => parseProxies(text)).toThrow(TypeError);
  });
});
