import { describe, expect, it } from "@jest/globals";

import { useChat } from "../support/chat.ts";
import { useFunctions } from "../support/functions/functions-lifecycle.ts";

const aDeployment = useFunctions();
const chat = useChat();

const ids = ["ü", "🐘", "a b", "a+b", "%", "%2F", "%C3%BC", "a#c", "~", "a&b=c", "\u202eevil", "'; --"];

describe("behind an HTTP API, which decodes paths before a function sees them", () => {
  it("a user id in a path is the one that was sent, also when it looks encoded itself", async () => {
    const functions = await aDeployment();
    const { address } = await functions.http(1, {}, "http-api");
    const at = { url: address, socketUrl: address, secret: functions.tiers.secret };
    const alice = chat.aUser("alice", { at });
    const { id } = await alice.makeRoom({ kind: "group" });
    for (const userId of ids) {
      const added = await alice.put<{ userId: string }>(`/v1/rooms/${id}/members/${encodeURIComponent(userId)}`);
      expect([userId, added.status, added.body.userId]).toEqual([userId, 200, userId]);
    }
  });
});
