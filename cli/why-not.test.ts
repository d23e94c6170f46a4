import { describe, expect, it } from "@jest/globals";
import { whyNot } from "./why-not.ts";

const url = "http://localhost:3478";
const waiting = (code: string) => ({ state: "waiting", code, message: "No.", retryInMs: 1 }) as const;

describe("why there is no session", () => {
  it("is nothing while it may still come", () => {
    expect(whyNot({ state: "connecting" }, url)).toBeUndefined();
  });

  it.each(["unreachable", "no_answer"])("is that nobody is there: %s", (code) => {
    expect(whyNot(waiting(code), url)).toBe(
      `There is no chat server at ${url}. Start it with \`npm start\`, or set CHAT_URL if it runs elsewhere.`,
    );
  });

  it("is a token that this command signed with another secret, and says with which", () => {
    expect(whyNot(waiting("unauthenticated"), url, "the secret in ./data")).toBe(
      `The server at ${url} refused: No. It was signed with the secret in ./data; is the server using another DATA_DIR or JWT_SECRET?`,
    );
    expect(whyNot(waiting("unauthenticated"), url)).toBe(`The server at ${url} refused: No.`);
    expect(whyNot(waiting("forbidden"), url, "the secret in ./data")).toBe(`The server at ${url} refused: No.`);
  });
});
