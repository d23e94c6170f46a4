import type { RateName } from "../../core/entities/limits.ts";
import type { Operation } from "./operation.ts";
import type { OperationId } from "./operations.ts";

/** What a request is counted as. */
export interface Cost {
  readonly name: RateName;
  readonly points: number;
}

type Body = Readonly<Record<string, unknown>>;

/** Whoever is brought into a room hears of it, so each one counts. */
const people = (users: unknown): readonly Cost[] =>
  Array.isArray(users) && users.length > 0 ? [{ name: "invitations-per-user", points: users.length }] : [];

const costs: Partial<Record<OperationId, (body: Body) => readonly Cost[]>> = {
  // Its use case counts it, since it knows when the room's budget may be spent, too.
  postMessage: () => [],
  syncRooms: () => [{ name: "reads-per-user", points: 1 }],
  createRoom: ({ members }) => [{ name: "new-rooms-per-user", points: 1 }, ...people(members)],
  inviteUser: () => [{ name: "invitations-per-user", points: 1 }],
  addMembers: ({ userIds }) => people(userIds),
};

/** What a request of an operation costs its caller. @param body checked */
export const costsOf = (id: OperationId, { method }: Operation, body: unknown): readonly Cost[] => {
  const own = costs[id];
  if (own) return own(body as Body);
  return [{ name: method === "get" ? "reads-per-user" : "changes-per-user", points: 1 }];
};
