import { describe, expect, it } from "@jest/globals";
import { DatabaseInUse, holdAlone } from "../../infra/postgres/alone.ts";
import { createDatabase } from "../support/postgres-server.ts";
import { onAServer } from "./on-a-server.ts";

onAServer((url) => {
  describe("a database that one process has for itself", () => {
    const lost = (): never => {
      throw new TypeError("The lock was lost.");
    };

    it("is refused to a second one until the first has ended", async () => {
      const own = await createDatabase(url);
      const giveUp = await holdAlone(own.url, lost);
      await expect(holdAlone(own.url, lost)).rejects.toThrow(DatabaseInUse);
      await giveUp();
      const giveUpAgain = await holdAlone(own.url, lost);
      await giveUpAgain();
      await own.drop();
    });
  });
});
