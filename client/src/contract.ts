/**
 * The wire: every shape that crosses it, named once, for both sides. PROTOCOL.md says how they are used.
 * Times are RFC 3339 in UTC with milliseconds; lengths are UTF-16 code units.
 */
export * from "./contract/limits.ts";
export type * from "./contract/rows.ts";
export type * from "./contract/events.ts";
export type * from "./contract/http.ts";
export type * from "./contract/receipts.ts";
export type * from "./contract/presence.ts";
export type * from "./contract/privacy.ts";
export type * from "./contract/problems.ts";
export type * from "./contract/socket.ts";
