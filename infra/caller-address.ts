import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddr from "proxy-addr";

/** How many proxies stand in front, or the addresses that they have: names and ranges as `proxy-addr` knows them. */
export type TrustedProxies = number | readonly string[];

/** Who is at the other end, as far as that can be told; nothing where no address can be believed. */
export type AddressOf = (request: IncomingMessage) => string | undefined;

const byHops =
  (hops: number) =>
  (_address: string, hop: number): boolean =>
    hop < hops;

/** @param text as in `2` or `loopback, 10.0.0.0/8`. @throws TypeError where it is neither */
export const parseProxies = (text: string): TrustedProxies => {
  if (/^\d{1,2}$/.test(text.trim())) return Number(text);
  const named = text.split(",").map((each) => each.trim());
  proxyAddr.compile(named);
  return named;
};

/** Without a port, as some proxies write one, and an IPv4 address in IPv6 as itself. */
const bare = (text: string | undefined): string => {
  const inner = text?.trim() ?? "";
  const withoutPort = /^\[([^\]]*)\](?::\d+)?$/.exec(inner)?.[1] ?? /^([\d.]+):\d+$/.exec(inner)?.[1] ?? inner;
  return /^::ffff:([\d.]+)$/i.exec(withoutPort)?.[1] ?? withoutPort;
};

/**
 * `X-Forwarded-For` is believed as far as it was written by proxies that are known; from there on a caller may have
 * written anything. What is no address is passed over, in favour of the one nearer to us.
 */
export const addressRule = (proxies: TrustedProxies | undefined): AddressOf => {
  const trust = typeof proxies === "number" ? byHops(proxies) : proxyAddr.compile([...(proxies ?? [])]);
  return (request) =>
    proxyAddr
      .all(request, trust)
      .map(bare)
      .findLast((address) => isIP(address) !== 0);
};
