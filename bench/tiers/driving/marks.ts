/** Messages carry their number in their text, so that it can be found in the bytes of a packet. */

const mark = Buffer.from('"text":"#');
const zero = 48;
const digits = 6;

/** @param length of the text, in characters */
export const markedText = (index: number, length: number): string =>
  `#${String(index).padStart(digits, "0")} `.padEnd(length, "lorem ipsum ");

/** Every number in a packet, in order. */
export const eachMark = (payload: Buffer, take: (index: number) => void): void => {
  for (let at = payload.indexOf(mark); at >= 0; at = payload.indexOf(mark, at + mark.length)) {
    let index = 0;
    for (let digit = 0; digit < digits; digit += 1) {
      index = index * 10 + (payload[at + mark.length + digit] ?? 0) - zero;
    }
    take(index);
  }
};
