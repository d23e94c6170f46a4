import type { ClientEvents } from "./client-events.ts";
import type { MeEvent } from "./contract.ts";
import type { Emitter } from "./emitter.ts";

/** Tells of what concerns me alone. */
export const tellMine = (emitter: Emitter<ClientEvents>, event: MeEvent): void => {
  switch (event.type) {
    case "joined":
      emitter.emit("joined", event.room);
      break;
    case "left":
      emitter.emit("left", { roomId: event.roomId, ...(event.deleted && { deleted: true }) });
      break;
    case "invited":
      emitter.emit("invited", event.invitation);
      break;
    case "uninvited":
      emitter.emit("uninvited", { roomId: event.roomId });
      break;
    case "settings":
      emitter.emit("settings", { roomId: event.roomId, settings: event.settings });
      break;
    case "privacy":
      emitter.emit("privacy", event.privacy);
      break;
    default:
    // What only a newer client knows.
  }
};
