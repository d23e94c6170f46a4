import { describe, expect, it } from "@jest/globals";

import { useChat } from "../support/chat.ts";
import { kindsOfEndings, raceEndings } from "../support/endings.ts";

const chat = useChat();

/** Of each kind; the long tests run a thousand. */
const races = 10;

describe("somebody whose membership ends", () => {
  it.each(kindsOfEndings)("learns nothing of what comes after it: $ending, against $against", async (kind) => {
    expect(await raceEndings(chat, kind, races)).toEqual([]);
  });
});
