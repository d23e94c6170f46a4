import type { Privacy } from "../entities/privacy.ts";
import type { Clock } from "../ports/clock.ts";
import type { NoticeSource } from "../ports/broadcaster.ts";
import type { LiveSessions } from "../ports/live-sessions.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** What the relays ask of the world. */
export interface RelayPorts {
  readonly live: LiveSessions;
  readonly source: NoticeSource;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** What a session's user hides, and so is not shown of others; nothing for a service's, which is shown all that is told. */
export type PrivacyAt = (sessionId: string, userId: string) => Privacy;

/** Rows read from a feed at once. */
export const pageSize = 200;
