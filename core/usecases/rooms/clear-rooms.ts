import type { Telemetry } from "../../ports/telemetry.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";
import { clearRoom } from "../../transactions/clear-room.ts";

/** What one call does at most: a process that is told to end waits for it. */
const roundsAtOnce = 10;

/** Goes on with what deleted rooms have left behind: those of thousands of members, or whose process ended meanwhile. */
export class ClearRooms {
  readonly #unitOfWork: UnitOfWork;
  readonly #telemetry: Telemetry;

  constructor(unitOfWork: UnitOfWork, telemetry: Telemetry) {
    this.#unitOfWork = unitOfWork;
    this.#telemetry = telemetry;
  }

  /** It announces nothing: the head check tells users. Never rejects: the next call has another chance. */
  async execute(): Promise<void> {
    try {
      for (let rounds = 0; rounds < roundsAtOnce; rounds += 1) if (!(await this.#clearOne())) return;
    } catch (error) {
      this.#telemetry.setback("clearing deleted rooms", error);
    }
  }

  /** @returns whether there was one */
  #clearOne(): Promise<boolean> {
    return this.#unitOfWork.run(async (stores) => {
      const room = await stores.leftovers.next();
      if (room) await clearRoom(stores, room);
      return room !== undefined;
    });
  }
}
