import { ChatError } from "../../../core/errors.ts";
import type { CreateRoom } from "../../../core/usecases/rooms/create-room.ts";

/** A room to try the chat out in, open to whoever has a token. Making it again changes nothing. */
export const makeLobby = async (createRoom: CreateRoom): Promise<void> => {
  const creator = { tenantId: "default", userId: "alice" };
  try {
    await createRoom.execute({ creator, id: "lobby", kind: "channel", name: "Lobby", members: ["bob"] });
  } catch (error) {
    // Somebody made another room of it since, and it is theirs.
    if (!(error instanceof ChatError)) throw error;
  }
};
