/** A room is always the pair, so that the tenant cannot be forgotten. */
export interface RoomRef {
  readonly tenantId: string;
  readonly roomId: string;
}

export interface UserRef {
  readonly tenantId: string;
  readonly userId: string;
}

/** Keys of maps inside one process. A tenant id holds no `/`, so two pairs never share a key. */
export const roomKey = (room: RoomRef): string => `${room.tenantId}/${room.roomId}`;
export const userKey = (user: UserRef): string => `${user.tenantId}/${user.userId}`;

/** Of a user in a room; a user id holds anything, so it comes last. */
export const memberKey = (room: RoomRef, userId: string): string => `${roomKey(room)}/${userId}`;

export const userOf = (room: RoomRef, userId: string): UserRef => ({ tenantId: room.tenantId, userId });
export const roomOf = (user: UserRef, roomId: string): RoomRef => ({ tenantId: user.tenantId, roomId });
