const groupsOf = (text: string): string[] => (text === "" ? [] : text.split(":"));

/**
 * Whose budget an address spends: with one address of IPv6 somebody usually has 2^64 of them, so its first half counts.
 * @param address of IPv4 or of IPv6
 */
export const networkOf = (address: string): string => {
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("::");
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0");
  const half = [...first, ...zeros, ...last].slice(0, 4);
  return `${half.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
};
