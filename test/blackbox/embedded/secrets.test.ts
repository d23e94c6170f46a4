import { expect, it } from "@jest/globals";

import type { BadToken } from "../../support/bad-tokens.ts";
import { Forger } from "../../support/bad-tokens.ts";
import { inLanes, useChat } from "../../support/chat.ts";
import { refusedByHttp, refusedBySocket } from "../../support/knocking.ts";
import { describeProcesses, useSites } from "../../support/lifecycle.ts";

const people = useChat();
const aSite = useSites();
const [iss, aud] = ["https://product.example", "chat"];
const settings = { JWT_ISSUER: iss, JWT_AUDIENCE: aud, LOG_LEVEL: "debug" };

/** Where an issuer and an audience are asked for. */
const ofOthers = (forger: Forger): readonly BadToken[] =>
  [
    { iss: undefined },
    { iss: "https://evil.example" },
    { iss: [iss] },
    { aud: undefined },
    { aud: "mail" },
    { aud: [] },
  ].map((payload) => [JSON.stringify(payload), forger.token({ payload })]);

describeProcesses("a server that logs all it can", () => {
  it("takes no token of others, and logs neither tokens nor its secret", async () => {
    const site = aSite();
    const chat = await site.start(settings);
    const forger = new Forger(site.secret, { iss, aud });
    const at = { url: chat.address, socketUrl: chat.address, secret: site.secret };
    const knock = (token: string) => refusedBySocket(people.aUser("alice", { at }), token);
    const tokens = [...forger.all("http://localhost:1"), ...ofOthers(forger)];
    const wrong: string[] = [];
    await inLanes(tokens.length, async (index) => {
      const [what, token, code = "unauthenticated"] = tokens[index]!;
      const told = [await refusedByHttp(token, chat.address), await knock(token)];
      if (told.some((each) => each !== code)) wrong.push(`${what}: ${told.join(", ")}`);
    });
    expect(wrong).toEqual([]);
    const good = forger.token();
    expect([await refusedByHttp(good, chat.address), await knock(good)]).toEqual(["taken", "taken"]);

    const said = chat.said();
    expect(said).toContain("/v1/me");
    const told = [...tokens.map(([, token]) => token), good].filter((token) => token.length > 12);
    expect(told.filter((token) => said.includes(token) || said.includes(encodeURIComponent(token)))).toEqual([]);
    expect(said.includes(site.secret) || /eyJ[\w-]{8}/.test(said)).toBe(false);
  });
});
