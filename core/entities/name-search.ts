/** So many characters of a name count. A place in a list of names has to fit into a cursor. */
const compared = 64;

/** What stands between words: punctuation, spaces, and what nobody sees. Whatever the database's locale, it is decided here. */
const between = /[\p{P}\p{Z}\p{C}]+/u;

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .split(between)
    .filter((word) => word !== "");

const joined = (words: readonly string[]): string => Array.from(words.join(" ")).slice(0, compared).join("");

/** What somebody looks for, and a name, as they are compared: words in lower case with a space between. */
export const searchable = (text: string): string => joined(wordsOf(text));

/** A name from each of its words on, the whole one first: it is found by what one of these begins with. */
export const tailsOf = (name = ""): readonly [whole: string, ...others: string[]] => {
  const words = wordsOf(name);
  const whole = joined(words);
  const others = words.map((_, index) => joined(words.slice(index)));
  return [whole, ...new Set(others.filter((tail) => tail !== whole))];
};

/** A user is not found by later words of a name: each is a row to keep. */
const mostTails = 32;

/** By what a user is found: the id, and the name from each of its words on. Every one of them is something. */
export const tailsOfUser = (userId: string, name?: string): readonly string[] =>
  [...new Set([searchable(userId), ...tailsOf(name).slice(0, mostTails)])].filter((tail) => tail !== "");
