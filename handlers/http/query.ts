import { ChatError } from "../../core/errors.ts";

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part.replaceAll("+", " "));
  } catch (cause) {
    throw new ChatError("invalid_input", "The address holds a malformed percent-encoding.", { cause });
  }
};

/**
 * The query of an address. A parameter that is given more than once has a list. Stricter than what Node and
 * browsers have built in: they would put U+FFFD for bytes that are not UTF-8, and alter what was asked.
 * @throws ChatError `invalid_input` on a malformed percent-encoding
 */
export const queryOf = (address: string): Readonly<Record<string, string | string[]>> => {
  const start = address.indexOf("?");
  if (start < 0) return {};
  const found = new Map<string, string[]>();
  for (const pair of address.slice(start + 1).split("&")) {
    if (pair === "") continue;
    const [key = "", ...rest] = pair.split("=");
    const name = decode(key);
    const values = found.get(name) ?? [];
    values.push(decode(rest.join("=")));
    found.set(name, values);
  }
  return Object.fromEntries(
    [...found].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
  );
};
