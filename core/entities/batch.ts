import type { ErrorCode } from "../errors.ts";
import type { AuditEntry } from "./audit.ts";
import { deletionEntries } from "./audit.ts";
import type { BatchFacts } from "./batch-state.ts";
import { BatchState } from "./batch-state.ts";
import type { Application, Command, Refusal } from "./command.ts";
import type { ChangedMessage, NewMessage } from "./message.ts";
import { roomKey } from "./refs.ts";
import type { LockedRoom } from "./room.ts";
import type { LastPost } from "./slow-mode.ts";

/** A refusal to tell its author of; `recorded` once it stands in the database. */
interface Told {
  readonly command: Command;
  readonly code: ErrorCode;
}

export interface BatchDecision {
  /** Numbered without a hole, in the order of the commands. */
  readonly messages: readonly NewMessage[];
  /** Also messages of this same batch, which are stored before. */
  readonly deleted: readonly ChangedMessage[];
  /** What is new and what is deleted, by version in each room. */
  readonly changed: readonly ChangedMessage[];
  /** New ones, to be recorded: of what leaves no message of its own. */
  readonly applications: readonly Application[];
  /** What goes on record: who deleted what others wrote. */
  readonly entries: readonly AuditEntry[];
  /** In rooms in slow mode, to be kept. */
  readonly lastPosts: readonly LastPost[];
  /** New refusals, to be recorded. */
  readonly refusals: readonly (Refusal & { readonly code: ErrorCode })[];
  /** Everyone who is to be told of a refusal: new ones, repeats of old ones, and reused ids. */
  readonly told: readonly Told[];
  /** The rooms that changed, as they are now; `active` where there are new messages. */
  readonly advanced: readonly (LockedRoom & { readonly active: boolean })[];
  /** Rooms in which a command was applied before: whoever missed it then should look now. */
  readonly repeatedIn: readonly LockedRoom[];
}

/**
 * What becomes of each command of a batch, given what was read under the rooms' locks: repeats are dropped before
 * anything is numbered, also repeats inside the batch, because a number given to a row that is then not inserted
 * would be a hole. A message that is deleted in the batch that brings it takes two versions all the same, so that it
 * does not matter where a batch ends.
 */
export const decideBatch = (commands: readonly Command[], facts: BatchFacts): BatchDecision => {
  const state = new BatchState(facts);
  const messages: NewMessage[] = [];
  const deleted: ChangedMessage[] = [];
  const changed: ChangedMessage[] = [];
  const applications: Application[] = [];
  const entries: AuditEntry[] = [];
  const refusals: (Refusal & { readonly code: ErrorCode })[] = [];
  const told: Told[] = [];
  const repeated = new Set<string>();
  for (const command of commands) {
    const verdict = state.judge(command);
    switch (verdict.kind) {
      case "post": {
        const message = state.post(verdict.command, verdict.room);
        messages.push(message);
        changed.push(message);
        break;
      }
      case "delete": {
        const { tombstone, application } = state.delete(verdict.command, verdict.room, verdict.message);
        deleted.push(tombstone);
        changed.push(tombstone);
        applications.push(application);
        entries.push(...deletionEntries(verdict.command, verdict.message));
        break;
      }
      case "applied":
        if (verdict.version !== undefined) applications.push(state.apply(command, verdict.version));
        repeated.add(roomKey(command.room));
        break;
      case "refuse":
        if (verdict.record) refusals.push(state.refuse(command, verdict.code));
        told.push({ command, code: verdict.code });
        break;
    }
  }
  return {
    messages,
    deleted,
    changed,
    applications,
    entries,
    lastPosts: [...state.posted.values()],
    refusals,
    told,
    ...roomsOf(state, { messages, changed, repeated }),
  };
};

interface Touched {
  readonly messages: readonly NewMessage[];
  readonly changed: readonly ChangedMessage[];
  readonly repeated: ReadonlySet<string>;
}

const keysOf = (changes: readonly ChangedMessage[]): ReadonlySet<string> =>
  new Set(changes.map(({ room }) => roomKey(room)));

const roomsOf = (state: BatchState, { messages, changed, repeated }: Touched) => {
  const [moved, active] = [keysOf(changed), keysOf(messages)];
  const rooms = [...state.rooms];
  return {
    advanced: rooms.filter(([key]) => moved.has(key)).map(([key, room]) => ({ ...room, active: active.has(key) })),
    repeatedIn: rooms.filter(([key]) => repeated.has(key)).map(([, room]) => room),
  };
};
