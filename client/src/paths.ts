export const enc = encodeURIComponent;
export const roomPath = (roomId: string): string => `/v1/rooms/${enc(roomId)}`;
export const memberPath = (roomId: string, userId: string): string => `${roomPath(roomId)}/members/${enc(userId)}`;

export const banPath = (roomId: string, userId: string): string => `${roomPath(roomId)}/bans/${enc(userId)}`;

export const invitationPath = (roomId: string, userId: string): string =>
  `${roomPath(roomId)}/invitations/${enc(userId)}`;

export const userPath = (userId: string): string => `/v1/users/${enc(userId)}`;
