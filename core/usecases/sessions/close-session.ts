import type { UserRef } from "../../entities/refs.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { Attendance } from "../../presence/attendance.ts";
import type { Watches } from "../../presence/watches.ts";
import type { Relay } from "../../relay/relay.ts";

export class CloseSession {
  readonly #relay: Relay;
  readonly #attendance: Attendance;
  readonly #watches: Watches;
  readonly #telemetry: Telemetry;

  constructor(relay: Relay, attendance: Attendance, watches: Watches, telemetry: Telemetry) {
    this.#relay = relay;
    this.#attendance = attendance;
    this.#watches = watches;
    this.#telemetry = telemetry;
  }

  execute(sessionId: string, user: UserRef): void {
    this.#relay.close(sessionId, user);
    this.#watches.close(sessionId);
    this.#attendance.closed(sessionId, user);
    this.#telemetry.sessionClosed();
  }
}
