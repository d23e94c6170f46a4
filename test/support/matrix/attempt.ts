import { isDeepStrictEqual } from "node:util";

import type { Ack, Accepted, Message, SyncAnswer } from "../../../client/src/index.ts";
import { catalogue } from "../../../core/errors.ts";
import { statusOf } from "../../../handlers/http/problem.ts";
import { refusedTokens } from "../../../handlers/wire/standings.ts";
import { anId } from "../chat.ts";
import { ask } from "../http.ts";
import type { Listener } from "../socket.ts";
import type { BadToken, Cell } from "./cells.ts";
import type { User } from "../user.ts";
import { eventually } from "../wait.ts";
import type { Asker } from "./requests.ts";
import { hasReport, isEvent, isReading, payloadOf, requestOf } from "./requests.ts";
import type { Place, World } from "./world.ts";
import { secrets } from "./world.ts";

/** The rooms that all cells share which change nothing. */
export type Places = Readonly<Record<"group" | "channel" | "direct" | "foreign" | "deleted", Place>>;

/** What came back, over either transport. */
interface Told {
  readonly code: string;
  /** Over HTTP. */
  readonly status?: number;
  readonly body: object;
  readonly sent: string;
}

const isBad = (who: Cell["who"]): who is BadToken => who in refusedTokens;

const actorOf = ({ cast }: World, who: Cell["who"]): User => {
  // The owner's, so that whoever took it would let in who may everything.
  if (who === "anonymous" || who === "expired" || who === "forged") return cast.owner;
  return cast[who];
};

/** A room that is changed by what is allowed is one of its own. */
const placeOf = async (world: World, places: Places, { act, who, where, answer }: Cell): Promise<Place> => {
  const nobodys = { owner: world.cast.owner, messageId: anId(), ownMessageIds: new Map() };
  if (where === "missing" || where === "nowhere") return { id: anId(), ...nobodys };
  if (where === "malformed") return { id: "not a room", ...nobodys };
  const isShared = where === "foreign" || where === "deleted" || answer !== "allowed" || isReading(act) || isBad(who);
  if (isShared) return places[where];
  const place = await world.aRoom(where, [who]);
  return hasReport(act) ? world.withReport(place) : place;
};

const tokenOf = async ({ actor, ownToken }: Asker, who: Cell["who"]): Promise<string | undefined> => {
  if (who === "anonymous") return undefined;
  if (who === "expired") return actor.token({ expires: Math.floor(Date.now() / 1_000) - 60 });
  return who === "forged" ? actor.token({ secret: "another".repeat(10) }) : ownToken;
};

const codeIn = (body: object): string => {
  if ("code" in body && (!("status" in body) || typeof body.status === "number")) return String(body.code);
  const [first] = "rooms" in body && !Array.isArray(body.rooms) ? Object.values((body as SyncAnswer).rooms) : [];
  return first && "gone" in first ? "gone" : "allowed";
};

const overHttp = async ({ act, who }: Cell, asker: Asker): Promise<Told> => {
  const { method, path, json } = requestOf(act, asker);
  const token = await tokenOf(asker, who);
  const headers = { prefer: "wait=10", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const { status, body } = await ask<object>(method, path, { headers, ...(json && { json }) });
  return { status, body, code: codeIn(body), sent: `${path} ${JSON.stringify(json)}` };
};

/** What was accepted may still be refused: then that is the answer. @param isShown by a message that is stored */
const fateOf = async (
  socket: Listener,
  ack: Ack<Accepted>,
  isShown: (message: Message, ack: Accepted) => boolean,
): Promise<object> => {
  if (!ack.ok) return ack;
  const heard = () => socket.rejected.find(({ commandId }) => commandId === ack.id);
  const stored = () => socket.events(ack.roomId).some((each) => each.type === "message" && isShown(each.message, ack));
  const fate = await socket.until(() => heard() ?? stored(), "the message is stored or rejected");
  return fate === true ? ack : fate;
};

/** How a command that is accepted shows that it was applied. */
const shown: Readonly<Partial<Record<string, (message: Message, ack: Accepted) => boolean>>> = {
  send: ({ id }, ack) => id === ack.id,
  // Of the rooms in which this is allowed, each has one deletion.
  delete: ({ deletedAt }) => deletedAt !== undefined,
};

/** The same for who is no member, and so hears nothing: the record tells. */
const recordOf = async (user: User, ack: Ack<Accepted>): Promise<object> => {
  if (!ack.ok) return ack;
  const look = async () => {
    const { status, code } = await user.command(ack.roomId, ack.id);
    if (status === "rejected") return { code };
    return status === "applied" ? ack : undefined;
  };
  return eventually(look, "the command is decided");
};

const bySocket = async (world: World, { act, who }: Cell, asker: Asker): Promise<Told> => {
  const payload = payloadOf(act, asker);
  const sent = JSON.stringify(payload);
  if (isBad(who)) {
    const socket = await asker.actor.knock({ token: await tokenOf(asker, who) });
    await socket.untilOver();
    const bye = socket.refusal ?? socket.bye;
    return { code: bye?.code ?? "allowed", body: bye ?? {}, sent };
  }
  const socket = await world.socketOf(asker.actor);
  const ack = await socket.ask<Accepted>(act.name, payload);
  const isShown = shown[act.name];
  const fate = isShown && (() => (who === "service" ? recordOf(asker.actor, ack) : fateOf(socket, ack, isShown)));
  const body = fate ? await fate() : ack;
  return { code: codeIn(body), body, sent };
};

const statusFor = (answer: Cell["answer"]): number =>
  answer === "allowed" || answer === "gone" ? 200 : statusOf(answer);

/** What an answer tells of a room beyond the names that the question itself had. */
const toldIn = (body: object, known: readonly string[]): readonly string[] => {
  const told = known.reduce((text, name) => text.replaceAll(name, ""), JSON.stringify(body));
  return secrets.filter((secret) => told.includes(secret));
};

const { title } = catalogue.room_not_found;
const ofNoRoom: readonly object[] = [
  { type: "/docs/errors#room_not_found", title, status: 404, code: "room_not_found", detail: title },
  { ok: false, code: "room_not_found", message: title },
  { code: "room_not_found", message: title },
  // Of one of several.
  {
    ok: false,
    code: "room_not_found",
    message: title,
    errors: [{ path: "0.roomId", code: "room_not_found", message: title }],
  },
  // What became of a command, of which the record keeps no sentence.
  { code: "room_not_found" },
];

/** Word for word what is said of a room that there is not, but for the names of the question. */
const isAsOfNoRoom = (body: object): boolean => {
  const { requestId: _, commandId: __, roomId: ___, ...rest } = body as Readonly<Record<string, unknown>>;
  return ofNoRoom.some((each) => isDeepStrictEqual(each, rest));
};

/** @returns what is wrong with the answer, in a sentence's part each */
const faultsOf = ({ answer }: Cell, { code, status, body, sent }: Told, actorId: string): readonly string[] => {
  if (code !== answer) return [`${code} instead of ${answer}`];
  const faults = [];
  const wanted = statusFor(answer);
  if (status !== undefined && (wanted === 200 ? status >= 300 : status !== wanted)) faults.push(`status ${status}`);
  if (answer === "allowed") return faults;
  faults.push(...toldIn(body, [actorId, ...(sent.match(/zz-[\w-]+/g) ?? [])]).map((secret) => `it tells ${secret}`));
  if (answer === "room_not_found" && !isAsOfNoRoom(body)) {
    faults.push("it differs from that of a room that is not there");
  }
  return faults;
};

/** Asks one question. @returns nothing when it is answered as the table says, else what is wrong. */
export const attempt = async (world: World, places: Places, cell: Cell): Promise<string | undefined> => {
  const actor = actorOf(world, cell.who);
  const {
    id: roomId,
    messageId,
    ownMessageIds,
    report = { id: anId(), messageId },
  } = await placeOf(world, places, cell);
  const ownMessageId = ownMessageIds.get(cell.who) ?? messageId;
  const other = actor === world.cast.member ? world.cast.owner : world.cast.member;
  const tokens = { ownToken: await actor.token(), otherToken: await other.token() };
  const asker = { actor, roomId, messageId, ownMessageId, report, ...tokens };
  const told = await (isEvent(cell.act) ? bySocket(world, cell, asker) : overHttp(cell, asker));
  const faults = faultsOf(cell, told, actor.id);
  return faults.length > 0 ? `${cell.who}, ${cell.where}: ${faults.join(", ")}` : undefined;
};
