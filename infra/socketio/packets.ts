import type { RoomEvent } from "../../core/entities/event.ts";
import type { Message } from "../../core/entities/message.ts";

/** What one packet holds at most. A client that is slow to read should not have to take a megabyte at once. */
const maxEvents = 100;
const maxBytes = 65_536;

/** Ids, numbers and punctuation of an event, and the most that a UTF-16 code unit becomes in UTF-8. */
const overhead = 400;
const bytesPerUnit = 3;

const sizeOf = (event: RoomEvent): number =>
  overhead + (event.type === "message" ? unitsOf(event.message) * bytesPerUnit : 0);

/** A quoted id takes one more, with its comma. */
const unitsOf = ({ text, mentions = [] }: Message): number =>
  mentions.reduce((units, userId) => units + userId.length + 1, text.length);

/** Splits events into packets, in order. */
export const packets = (events: readonly RoomEvent[]): readonly (readonly RoomEvent[])[] => {
  const all: RoomEvent[][] = [];
  let bytes = Infinity;
  for (const event of events) {
    const size = sizeOf(event);
    const last = all.at(-1);
    if (last && last.length < maxEvents && bytes + size <= maxBytes) {
      last.push(event);
      bytes += size;
    } else {
      all.push([event]);
      bytes = size;
    }
  }
  return all;
};
