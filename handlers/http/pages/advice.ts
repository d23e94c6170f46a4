import type { ErrorCode } from "../../../core/errors.ts";

/** What a developer who meets the code should do. */
export const advice = {
  invalid_input:
    "Look at `errors`: each entry names a field in `path`, says what is wrong with it, and never quotes it.",
  malformed_json: "Send a JSON document in UTF-8. An empty body is not one.",
  unknown_field: "`errors` names the field. Most often it is misspelt, or belongs to another request.",
  unauthenticated:
    "Send `Authorization: Bearer <token>` (on the socket: `auth.token`) with a token that your own backend signed with " +
    "the key, issuer and audience that this server is configured for.",
  token_expired: "Get a fresh token from your own backend, then repeat the request.",
  token_revoked: "Get a fresh token from your own backend, if its user may have one, then repeat the request.",
  user_deactivated:
    "Only a service of the tenant can reactivate the user: PATCH /v1/users/:userId with `deactivated: false`.",
  forbidden: "Your membership of the room does not allow this. A channel must be joined before it is read or written.",
  not_found: "Check the address: every one that exists is listed under /docs.",
  room_not_found:
    "Check the id. A room that you are not a member of answers in the same way as one that does not exist.",
  message_not_found: "Check the id. A message that was just accepted is there once its event has come.",
  report_not_found: "Check the id. What others reported of oneself is not there.",
  user_not_found: "Check the id. The user is not a member of this room, or nobody has seen or named such a user yet.",
  method_not_allowed: "The header `Allow` lists the methods that this address takes.",
  id_taken:
    "Choose another id. A room's id is taken as well when the room with it is of another kind, or not yours to see.",
  id_reused: "An id stands for one message for ever. Send other content under a new id.",
  room_archived: "Its owner takes it back with `archived: false`.",
  room_locked: "Its owner or a moderator unlocks it with `locked: false`.",
  announcements_only: "Read here, and post elsewhere.",
  muted: "`mutedUntil` of the membership says how long. Post then, with another id.",
  slow_mode:
    "Wait as long as `Retry-After` or `retryAfterMs` says. A post that was accepted and then refused stays so: post it under another id.",
  banned: "The owner or a moderator lifts the ban with DELETE /v1/rooms/:roomId/bans/:userId.",
  room_full: "Somebody has to leave first, or whoever runs the chat allows more.",
  blocked: "GET /v1/me/blocks says whom you have blocked. Whom others have, nobody is told.",
  already_member: "There is nothing to invite them to.",
  successor_needed: "Leave with `?successor=<userId>`, or give a member the role `owner` first.",
  dropped: "The message broke whatever tried to store it. Tell whoever runs the chat, and post another one.",
  too_many_rooms:
    "A user is in at most 2,000 rooms, or fewer where the deployment says so. Leave some that are no longer needed.",
  too_many_blocks:
    "A user blocks at most 1,000 others, or fewer where the deployment says so. Take back a block that is no longer needed.",
  too_many_watched: "A connection watches at most 500 users. Name those that are not in view any more as `unwatch`.",
  too_large: "Send less: a body has at most 65,536 bytes.",
  unsupported_media_type: "Send `Content-Type: application/json`, in UTF-8 and not compressed.",
  rate_limited:
    "Wait as long as `Retry-After` or `retryAfterMs` says and repeat the request, a post with the same id. The headers " +
    "`RateLimit-Policy` and `RateLimit` name the limits and say what is left of them.",
  unavailable:
    "Wait as long as `Retry-After` or `retryAfterMs` says and repeat the request with the same id: that is always safe.",
  internal:
    "Repeat the request once, with the same id. If it fails again, tell the operator the `requestId`; the cause is in the log.",
} as const satisfies Record<ErrorCode, string>;
