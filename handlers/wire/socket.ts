import { z } from "zod";

import type * as Contract from "../../client/src/contract.ts";
import { accepted, presences, syncAnswer } from "./answers.ts";
import { meEvent, receiptsEvent, roomEvent } from "./events.ts";
import { fits } from "./fits.ts";
import { fieldProblem, presence, readState } from "./rows.ts";
import { counter, roomId, token } from "./values.ts";

export { deleteRequest, presenceRequest, receiptsRequest, sendRequest, syncRequest } from "./requests.ts";

/** Fields that it does not know are let through: a newer client may say more about itself. */
export const handshakeAuth = fits<Contract.HandshakeAuth>()(
  z.object({
    token,
    protocol: z.int().describe("The version of the protocol that the client speaks."),
    client: z.string().max(128).describe("As in `my-app/2.1`.").exactOptional(),
  }),
);

export const typingRequest = fits<Contract.TypingRequest>()(z.strictObject({ roomId, active: z.boolean() }));

export const authRequest = fits<Contract.AuthRequest>()(z.strictObject({ token }));

const id = z.string();

export const roomPosition = fits<Contract.RoomPosition>()(
  z.object({ id, version: counter, seq: counter, marks: counter, ...readState }),
);

export const ready = fits<Contract.Ready>()(
  z.object({
    protocol: z.int(),
    userId: id,
    sessionId: id,
    epoch: id.describe("The identity of the stored history: when it changes, drop everything held."),
    limits: z.object({ textLength: z.int(), roomsPerSync: z.int() }),
    me: z.object({ version: counter }),
    rooms: z.array(roomPosition).describe("The latest-active rooms first."),
    cursor: z.string().describe("Present when there are more rooms: GET /v1/rooms?cursor.").exactOptional(),
  }),
);

export const typing = fits<Contract.Typing>()(
  z.object({
    roomId: id,
    userId: id,
    active: z.boolean(),
    expiresInMs: counter.describe("For how long it is to be shown, in milliseconds; 0 of who has stopped."),
  }),
);

export const rejected = fits<Contract.Rejected>()(
  z
    .object({ commandId: id, roomId: id, code: z.string(), message: z.string() })
    .describe("A command of mine that was accepted and then refused, for good."),
);

export const bye = fits<Contract.Bye>()(
  z.object({
    code: z.string(),
    message: z.string(),
    retry: z.enum(["now", "later", "after_auth", "never"]),
    reconnectInMs: z.int().exactOptional(),
  }),
);

export const ackRefusal = fits<Contract.AckRefusal>()(
  z.object({
    ok: z.literal(false),
    code: z.string(),
    message: z.string(),
    errors: z.array(fieldProblem).exactOptional(),
    retryAfterMs: z.int().exactOptional(),
  }),
);

export const roomEvents = z.array(roomEvent).describe("At most 100, of one room or several.");
export const meEvents = z.array(meEvent);
export const receiptsEvents = z.array(receiptsEvent);

const ok = { ok: z.literal(true) };

export const sendAck = fits<Contract.Ack<Contract.Accepted>>()(
  z.union([z.object({ ...ok, ...accepted.shape }), ackRefusal]),
);
export const deleteAck = fits<Contract.Ack<Contract.Accepted>>()(
  z.union([z.object({ ...ok, ...accepted.shape }), ackRefusal]),
);
export const syncAck = fits<Contract.Ack<Contract.SyncAnswer>>()(
  z.union([z.object({ ...ok, ...syncAnswer.shape }), ackRefusal]),
);
export const receiptsAck = fits<Contract.Ack<object>>()(z.union([z.object(ok), ackRefusal]));
export const typingAck = fits<Contract.Ack<Contract.TypingAnswer>>()(
  z.union([
    z.object({
      ...ok,
      passed: z
        .boolean()
        .describe(
          "Whether others are told: not in a large room, not where you or the room hide it, and not again within 2 s.",
        ),
    }),
    ackRefusal,
  ]),
);
export const presenceEvents = z.array(presence).describe("At most 500, of users whom this connection watches.");

export const presenceAck = fits<Contract.Ack<Contract.PresenceAnswer>>()(
  z.union([z.object({ ...ok, ...presences.shape }), ackRefusal]),
);
export const authAck = fits<Contract.Ack<object>>()(z.union([z.object(ok), ackRefusal]));
