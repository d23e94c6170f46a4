import type { Scenario } from "../scenario.ts";
import { acceptOverHttp, acceptOverSocket } from "./accept.ts";
import { catchUp } from "./catch-up.ts";
import { drainFewRooms, drainManyRooms, heldUp } from "./drain.ts";
import { memoryOfIdle } from "./memory.ts";
import { idleLatency, roomOf5, roomOf500 } from "./rooms.ts";

export const scenarios: readonly Scenario[] = [
  acceptOverHttp,
  acceptOverSocket,
  roomOf5,
  roomOf500,
  idleLatency,
  drainFewRooms,
  drainManyRooms,
  heldUp,
  memoryOfIdle,
  catchUp,
];
