import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { RenewableDatabase } from "../../infra/postgres/renewable-database.ts";
import { openRenewableServer } from "../../infra/postgres/server.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { onAServer } from "./on-a-server.ts";

const asked = "select pg_backend_pid() as pid";

onAServer((url) => {
  describe("a database that is renewed", () => {
    let proxy: TcpProxy;
    let database: RenewableDatabase;
    beforeEach(async () => {
      proxy = await TcpProxy.open(url);
      database = await openRenewableServer({ url: proxy.through(url), max: 2, name: "chat-test" });
    });
    afterEach(async () => {
      await database.close();
      await proxy.close();
    });
    const pid = async () => (await database.query<{ pid: number }>(asked))[0]?.pid;

    it("answers over a new connection, and not before it is asked something", async () => {
      const before = await pid();
      database.renew();
      expect(proxy.connections).toBe(1);
      expect(await pid()).not.toBe(before);
      expect(proxy.connections).toBe(2);
    });

    it("ends what is under way where it began", async () => {
      const pids = await database.transaction("read committed", async (queries) => {
        const before = await queries.query<{ pid: number }>(asked);
        database.renew();
        return [...before, ...(await queries.query<{ pid: number }>(asked))];
      });
      expect(pids[0]?.pid).toBe(pids[1]?.pid);
    });
  });
});
