import type { Telemetry } from "../../core/ports/telemetry.ts";

export type LinkTelemetry = Pick<Telemetry, "linkChanged">;

/** Redis is reached over several connections, and is told of as one: it is up when every part is. */
export class RedisLink {
  readonly #telemetry: LinkTelemetry;
  readonly #down = new Set<string>();
  #told: boolean | undefined;

  constructor(telemetry: LinkTelemetry) {
    this.#telemetry = telemetry;
  }

  /** What tells of one connection, or of one doubt about it. Up, until it says otherwise. */
  part(name: string): LinkTelemetry {
    return {
      linkChanged: (_service, isUp, why) => {
        if (isUp) this.#down.delete(name);
        else this.#down.add(name);
        this.#tell(why);
      },
    };
  }

  #tell(why?: string): void {
    const isUp = this.#down.size === 0;
    if (isUp === this.#told) return;
    this.#told = isUp;
    if (isUp) this.#telemetry.linkChanged("redis", true);
    else this.#telemetry.linkChanged("redis", false, why);
  }
}
