import { expect, it } from "@jest/globals";
import { serverUrl } from "../support/postgres-server.ts";

/** Runs a contract on a PostgreSQL server where one is offered, and says so where none is. */
export const onAServer = (contract: (url: string) => void): void => {
  if (serverUrl !== undefined && serverUrl !== "") contract(serverUrl);
  else {
    it("is not tried: DATABASE_URL offers no PostgreSQL server, so the embedded one alone is tested", () => {
      process.stderr.write(`${expect.getState().currentTestName ?? ""}\n`);
      expect(serverUrl ?? "").toBe("");
    });
  }
};
