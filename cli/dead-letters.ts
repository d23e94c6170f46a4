import type { HeldLetter } from "../infra/rabbitmq/dead-letter-queue.ts";
import type { Operator } from "./operator.ts";

/** As many digits of its digest as an operator has to type. */
const idLength = 12;

const brokersReasons: Readonly<Record<string, string>> = {
  delivery_limit: "The broker gave it up: it was delivered too often without an answer.",
  expired: "The broker gave it up: it was too old.",
};

/** One dead letter, for an operator; nothing of what a person wrote is in it. */
export interface LetterView {
  readonly id: string;
  /** RFC 3339; empty when nobody noted it. */
  readonly at: string;
  readonly queue: string;
  readonly reason: string;
  /** As in `tenant/room`; empty, as the next two, when it does not parse. */
  readonly room: string;
  readonly author: string;
  readonly commandId: string;
  readonly bytes: number;
}

const idOf = ({ digest }: HeldLetter): string => digest.slice(0, idLength);

const viewOf = async ({ log }: Operator, letter: HeldLetter): Promise<LetterView> => {
  const noted = await log.find(letter);
  const { command } = letter;
  return {
    id: idOf(letter),
    at: noted?.at ?? deathTimeIn(letter),
    queue: letter.queue,
    reason: noted?.reason ?? brokersReasons[letter.cause] ?? "Nobody noted why.",
    room: command ? `${command.room.tenantId}/${command.room.roomId}` : "",
    author: command?.authorId ?? "",
    commandId: command?.id ?? "",
    bytes: letter.body.length,
  };
};

/** The broker counts in seconds since 1970. */
const deathTimeIn = ({ headers }: HeldLetter): string => {
  const [death] = (headers["x-death"] ?? []) as readonly { readonly time?: { readonly value?: unknown } }[];
  const seconds = death?.time?.value;
  return typeof seconds === "number" ? new Date(seconds * 1_000).toISOString() : "";
};

export const listLetters = async (operator: Operator): Promise<readonly LetterView[]> => {
  const views: LetterView[] = [];
  await operator.queue.visit(async (letter) => {
    views.push(await viewOf(operator, letter));
    return "kept";
  });
  return views;
};

/** With what the broker says of it, and, if it is asked for, what it says itself. */
export const showLetter = async (operator: Operator, id: string, withBody: boolean): Promise<object | undefined> => {
  let shown: object | undefined;
  await operator.queue.visit(async (letter) => {
    if (idOf(letter) === id && !shown) {
      const body = withBody ? { body: letter.body.toString() } : {};
      shown = { ...(await viewOf(operator, letter)), headers: letter.headers, ...body };
    }
    return "kept";
  });
  return shown;
};

/** What was done with one letter, in a sentence. */
type Act = (operator: Operator, letter: HeldLetter) => Promise<string>;

/** Sent back before it is taken away: what dies in between leaves it in both places, and it is decided once. */
export const replay: Act = async (operator, letter) => {
  await operator.queue.replay(letter);
  await operator.log.forget(letter);
  return "sent back to be worked on";
};

/** Refused before it is taken away, so that its author is told whatever dies in between. */
export const drop: Act = async ({ drop: dropCommand, log }, letter) => {
  const record = letter.command ? await dropCommand.execute(letter.command) : undefined;
  await log.forget(letter);
  if (!record) return "dropped; it names nobody who could be told";
  if (record.status === "applied") return "dropped; it was applied before, so nobody is told";
  return "dropped; its author is told";
};

/** @returns what was done, by id; an id that is missing there is no dead letter */
export const actOn = async (
  operator: Operator,
  ids: ReadonlySet<string> | "all",
  act: Act,
): Promise<ReadonlyMap<string, string>> => {
  const done = new Map<string, string>();
  await operator.queue.visit(async (letter) => {
    const id = idOf(letter);
    if (ids !== "all" && !ids.has(id)) return "kept";
    done.set(id, await act(operator, letter));
    return "done";
  });
  return done;
};
