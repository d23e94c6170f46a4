import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DatabaseUnfit } from "../../infra/postgres/fitness.ts";
import { openServer } from "../../infra/postgres/server.ts";
import type { OwnDatabase } from "../support/postgres-server.ts";
import { createDatabase } from "../support/postgres-server.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { onAServer } from "./on-a-server.ts";

const open = (url: string) => openServer({ url, max: 1, name: "chat-test" });

/** Opens what must not open. @returns the refusal */
const refusal = async (opening: ReturnType<typeof open>): Promise<Error> => {
  try {
    const database = await opening;
    await database.close();
  } catch (error) {
    return error as Error;
  }
  throw new TypeError("It was opened.");
};

const changed = (url: string, change: (own: URL) => void): string => {
  const own = new URL(url);
  change(own);
  return own.href;
};

onAServer((url) => {
  let own: OwnDatabase;
  beforeAll(async () => {
    own = await createDatabase(url);
  });
  afterAll(() => own.drop());

  describe("a server that is opened", () => {
    it("has sessions with our settings, a name, and what the URL says besides", async () => {
      const options = "-c search_path=elsewhere -c statement_timeout=1";
      const database = await open(changed(own.url, (it) => it.searchParams.set("options", options)));
      const names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "plan_cache_mode"];
      const asked = [...names, "search_path", "application_name"];
      const rows = await database.query<{ value: string }>(
        "select current_setting(n.name) as value from unnest ($1::text[]) as n (name)",
        [asked],
      );
      expect(rows.map(({ value }) => value)).toEqual(["5s", "2s", "5s", "force_custom_plan", "elsewhere", "chat-test"]);
      await database.close();
    });
  });

  describe("a server that cannot be opened", () => {
    const withPassword = (place: string) => changed(place, (it) => (it.password = "open-sesame"));

    it("is said not to listen, with its place and without the password", async () => {
      const proxy = await TcpProxy.open(url);
      const nobody = withPassword(proxy.through(own.url));
      await proxy.close();
      const { name, message } = await refusal(open(nobody));
      expect(name).toBe("DatabaseUnreachable");
      expect(message).toMatch(/^PostgreSQL at 127[.]0[.]0[.]1:\d+, database chat_test_\w+, cannot be reached: nothing/);
      expect(message).not.toContain("sesame");
    });

    it("is said not to answer", async () => {
      const proxy = await TcpProxy.open(url);
      proxy.hold();
      const limits = { connect: 300, statement: 300, lock: 300, idleInTransaction: 300, answer: 300 };
      const settings = { url: proxy.through(own.url), max: 1, name: "chat-test" };
      expect((await refusal(openServer(settings, limits))).message).toContain("it does not answer");
      await proxy.close();
    });

    it.each([
      ["database", (it: URL) => (it.pathname = "/chat_test_nowhere"), /there is no such database.* Create it/],
      ["user", (it: URL) => (it.username = "chat_test_nobody"), /(user|password) is refused/],
      ["host", (it: URL) => (it.hostname = "nowhere.invalid"), /there is no host of that name/],
    ])("is said to have another %s", async (_what, change, sentence) => {
      const { name, message } = await refusal(open(withPassword(changed(own.url, change))));
      expect(name).toBe("DatabaseUnreachable");
      expect(message).toMatch(sentence);
      expect(message).not.toContain("sesame");
    });
  });

  describe("a server that cannot keep what is promised", () => {
    it("is refused when it answers commits before they are kept", async () => {
      const hasty = await createDatabase(url);
      const database = await open(hasty.url);
      await database.query(`alter database ${new URL(hasty.url).pathname.slice(1)} set synchronous_commit = off`);
      await database.close();
      const refused = await refusal(open(hasty.url));
      expect(refused).toBeInstanceOf(DatabaseUnfit);
      expect(refused.message).toContain("Set it to on for this server");
      await hasty.drop();
    });

    it("is refused when it cannot keep every text", async () => {
      const ascii = await createDatabase(url, "encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0");
      const refused = await refusal(open(ascii.url));
      expect(refused).toBeInstanceOf(DatabaseUnfit);
      expect(refused.message).toContain("with the encoding UTF8");
      await ascii.drop();
    });
  });
});
