import type { MeChange, Rejected, RoomEvent, Span } from "../../core/entities/event.ts";
import { pullHint } from "../../core/entities/event.ts";
import type { Notice } from "../../core/entities/notice.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { ReceiptsEvent } from "../../core/entities/watermarks.ts";
import type { Typing } from "../../core/entities/typing.ts";
import type { Named } from "./names.ts";
import { namedBy, presenceName, roomName, userName } from "./names.ts";
import { packets } from "./packets.ts";

/** What is emitted to one Socket.IO room. */
export interface Emission {
  readonly name: string;
  readonly event: "events" | "receipts" | "typing" | "presence" | "me" | "rejected" | "tokens";
  readonly payload: unknown;
}

/** A notice as what the sockets of its room or user would be sent: more than one when it holds much. */
export const emissionsOf = (notice: Notice): readonly Emission[] => {
  switch (notice.to) {
    case "room": {
      const name = roomName(notice.room);
      return packets(notice.events).map((payload) => ({ name, event: "events", payload }));
    }
    case "head": {
      const { room, version } = notice;
      return [{ name: roomName(room), event: "events", payload: [pullHint(room.roomId, version)] }];
    }
    case "receipts":
      return [{ name: roomName(notice.room), event: "receipts", payload: [notice.event] }];
    case "reader":
      return [{ name: userName(notice.user), event: "receipts", payload: notice.events }];
    case "typing":
      return [{ name: roomName(notice.room), event: "typing", payload: notice.typing }];
    case "presence": {
      const { user, ...payload } = notice.sighting;
      return [{ name: presenceName(user), event: "presence", payload }];
    }
    case "user":
      return [{ name: userName(notice.user), event: "me", payload: notice.changes }];
    case "tokens":
      return [{ name: userName(notice.user), event: "tokens", payload: notice.terms }];
    case "author":
      return [{ name: userName(notice.user), event: "rejected", payload: notice.rejected }];
  }
};

/** Something came under a name of ours that no process of ours sends. */
export class MalformedNotice extends Error {
  override readonly name = "MalformedNotice";
}

/**
 * The way back.
 * @returns nothing when the name or the event is none of ours.
 * @throws MalformedNotice, which repeats nothing of what came.
 */
export const noticeOf = (name: string, event: unknown, payload: unknown): Notice | undefined => {
  const read = typeof event === "string" ? readers.get(event) : undefined;
  const named = read && namedBy(name);
  if (!named) return undefined;
  const notice = readAs(read, named, payload);
  if (!notice) throw new MalformedNotice(`A notice of the kind ${String(event)} has not the shape of one.`);
  return notice;
};

const readAs = (read: Reader, named: Named, payload: unknown): Notice | undefined => {
  if ("room" in named) return read.ofRoom?.(named.room, payload);
  return "user" in named ? read.ofUser?.(named.user, payload) : read.ofPresent?.(named.present, payload);
};

interface Reader {
  ofRoom?(room: RoomRef, payload: unknown): Notice | undefined;
  ofUser?(user: UserRef, payload: unknown): Notice | undefined;
  ofPresent?(user: UserRef, payload: unknown): Notice | undefined;
}

const eventsReader: Reader = {
  ofRoom: (room, payload) => {
    if (!areSpans(payload) || !payload.every(({ roomId }) => roomId === room.roomId)) return undefined;
    const events = payload as unknown as readonly RoomEvent[];
    const [first] = events;
    const isHint = events.length === 1 && first?.type === "head" && first.prev === first.version;
    return isHint ? { to: "head", room, version: first.version } : { to: "room", room, events };
  },
};

const typingReader: Reader = {
  ofRoom: (room, payload) => (isTypingIn(room, payload) ? { to: "typing", room, typing: payload } : undefined),
};

const presenceReader: Reader = {
  ofPresent: (user, payload) => {
    if (!isObject(payload)) return undefined;
    const { online, lastSeenAt, asOf } = payload;
    if (typeof online !== "boolean" || !isVersion(asOf)) return undefined;
    if (lastSeenAt !== undefined && typeof lastSeenAt !== "string") return undefined;
    return { to: "presence", sighting: { user, online, ...(lastSeenAt !== undefined && { lastSeenAt }), asOf } };
  },
};

const meReader: Reader = {
  ofUser: (user, payload) =>
    areSpans(payload) ? { to: "user", user, changes: payload as unknown as readonly MeChange[] } : undefined,
};

const receiptsReader: Reader = {
  ofRoom: (room, payload) => {
    if (!areReceipts(payload) || payload.length !== 1 || payload[0]?.roomId !== room.roomId) return undefined;
    return { to: "receipts", room, event: payload[0] };
  },
  ofUser: (user, payload) => (areReceipts(payload) ? { to: "reader", user, events: payload } : undefined),
};

const rejectedReader: Reader = {
  ofUser: (user, payload) => {
    if (!isObject(payload) || typeof payload.commandId !== "string") return undefined;
    return { to: "author", user, rejected: payload as unknown as Rejected };
  },
};

const tokensReader: Reader = {
  ofUser: (user, payload) => {
    if (!isObject(payload)) return undefined;
    const { isDeactivated, tokensFrom } = payload;
    if (isDeactivated !== undefined && isDeactivated !== true) return undefined;
    if (tokensFrom !== undefined && (typeof tokensFrom !== "string" || Number.isNaN(Date.parse(tokensFrom)))) {
      return undefined;
    }
    return {
      to: "tokens",
      user,
      terms: { ...(isDeactivated && { isDeactivated }), ...(tokensFrom !== undefined && { tokensFrom }) },
    };
  },
};

const readers: ReadonlyMap<string, Reader> = new Map([
  ["events", eventsReader],
  ["receipts", receiptsReader],
  ["typing", typingReader],
  ["presence", presenceReader],
  ["me", meReader],
  ["rejected", rejectedReader],
  ["tokens", tokensReader],
]);

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** What the order of versions is kept by must be there; the rest is as trustworthy as whoever may publish to Redis. */
const areSpans = (payload: unknown): payload is readonly (Fields & Span)[] =>
  Array.isArray(payload) &&
  payload.every((each: unknown) => isObject(each) && isVersion(each.prev) && isVersion(each.version));

const areReceipts = (payload: unknown): payload is readonly ReceiptsEvent[] =>
  Array.isArray(payload) &&
  payload.every(
    (each: unknown) => isObject(each) && isVersion(each.prev) && isVersion(each.marks) && Array.isArray(each.receipts),
  );

const isTypingIn = ({ roomId }: RoomRef, payload: unknown): payload is Typing =>
  isObject(payload) &&
  payload.roomId === roomId &&
  typeof payload.userId === "string" &&
  typeof payload.active === "boolean" &&
  Number.isSafeInteger(payload.expiresInMs);

const isVersion = (value: unknown): value is number => Number.isSafeInteger(value);
