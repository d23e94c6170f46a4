/** What every operation on a room may be refused with. */
export const ofRoom = ["room_not_found", "forbidden"] as const;
/** And what puts something into one. */
export const ofEntry = [...ofRoom, "room_archived", "room_locked"] as const;
