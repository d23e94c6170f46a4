import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { BadToken } from "../support/bad-tokens.ts";
import { Forger } from "../support/bad-tokens.ts";
import { inLanes, useChat } from "../support/chat.ts";
import { deployment } from "../support/deployment.ts";
import { refusedByHttp, refusedBySocket } from "../support/knocking.ts";

const chat = useChat();

let asked = 0;
let listener: Server;
let forger: Forger;
let tokens: readonly BadToken[];

beforeAll(async () => {
  listener = createServer((_request, response) => {
    asked += 1;
    response.end("{}");
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  forger = new Forger(deployment().secret);
  const address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  tokens = [...forger.all(address), await forger.encrypted()];
});
afterAll(() => new Promise((resolve) => listener.close(resolve)));

describe("a token that is not quite one", () => {
  it("differs in one thing each from one that is good", async () => {
    expect(tokens.length).toBeGreaterThanOrEqual(40);
    expect(new Set(tokens.map(([, token]) => token)).size).toBe(tokens.length);
    expect(await refusedByHttp(forger.token())).toBe("taken");
    expect(await refusedBySocket(chat.aUser(), forger.token())).toBe("taken");
  });

  it.each([
    ["over HTTP", refusedByHttp],
    ["on the socket", (token: string) => refusedBySocket(chat.aUser(), token)],
  ])("is refused %s, and nobody is asked about it", async (_way, refused) => {
    const wrong: string[] = [];
    await inLanes(tokens.length, async (index) => {
      const [what, token, code = "unauthenticated"] = tokens[index]!;
      const told = await refused(token);
      if (told !== code) wrong.push(`${what}: ${told}`);
    });
    expect(wrong).toEqual([]);
    expect(asked).toBe(0);
  });
});
