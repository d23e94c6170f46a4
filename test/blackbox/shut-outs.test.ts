import { describe, expect, it, jest } from "@jest/globals";

import { seeded } from "../long/load.ts";
import { useChat } from "../support/chat.ts";
import { kindsOfShutOuts, raceShutOuts } from "../support/shut-outs.ts";

const chat = useChat();

/** Of each kind; the long tests run a thousand in all. */
const races = { count: 10, lanes: 1 };

describe("somebody who is shut out", () => {
  it.each(kindsOfShutOuts)("hears nothing of any room a second later: $ending, against $against", async (kind) => {
    expect(await raceShutOuts(chat, kind, { ...races, random: seeded(jest.getSeed()) })).toEqual([]);
  });
});
