import type { UserRef } from "../../entities/refs.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { Relay } from "../../relay/relay.ts";

export class CloseSession {
  readonly #relay: Relay;
  readonly #telemetry: Telemetry;

  constructor(relay: Relay, telemetry: Telemetry) {
    this.#relay = relay;
    this.#telemetry = telemetry;
  }

  execute(sessionId: string, user: UserRef): void {
    this.#relay.close(sessionId, user);
    this.#telemetry.sessionClosed();
  }
}
