import { describe, expect, it } from "@jest/globals";
import { aClient } from "../client/test/a-client.ts";
import type { FakeServer } from "../client/test/fake-server.ts";
import { ChatSession } from "./chat-session.ts";
import type { TerminalLike } from "./chat-session.ts";

class FakeTerminal implements TerminalLike {
  readonly isInteractive = true;
  readonly printed: string[] = [];
  status = "";
  readonly #typed: readonly string[];

  constructor(typed: readonly string[]) {
    this.#typed = typed;
  }

  async *lines(): AsyncGenerator<string> {
    yield* this.#typed;
  }

  print(line: string): void {
    this.printed.push(line);
  }

  showStatus(words: string): void {
    this.status = words;
  }

  close(): void {
    this.printed.push("closed");
  }
}

const aChat = async (typed: readonly string[], set?: (server: FakeServer) => void) => {
  const scene = await aClient(set);
  const terminal = new FakeTerminal(typed);
  return { ...scene, terminal, done: new ChatSession(scene.client, terminal).run("lobby") };
};

describe("a chat at the terminal", () => {
  it("shows the last 20 messages, then sends what is typed, in order, until it is stored", async () => {
    const withHistory = (server: FakeServer) => {
      for (let n = 1; n <= 30; n += 1) server.room.post(`${n}`);
    };
    const { terminal, server, done } = await aChat(["one", "", "two"], withHistory);
    await done;
    expect(terminal.printed.slice(1, 3)).toEqual(["bob: 11", "bob: 12"]);
    expect(terminal.printed.slice(-4)).toEqual(["bob: 30", "alice: one", "alice: two", "closed"]);
    expect(server.room.seq).toBe(32);
  });

  it("waits at the end for what is not stored yet", async () => {
    const { clock, server, done } = await aChat(["one", "/quit", "two"], (one) => one.sends.push("lost"));
    await clock.pass(5_000);
    await done;
    expect(server.room.page(10).messages.map(({ text }) => text)).toEqual(["one"]);
  });

  it("says in plain words what was refused, and goes on", async () => {
    const refusal = { ok: false, code: "forbidden", message: "x" } as const;
    const { terminal, done } = await aChat(["one", "/join nowhere", "/join ", "/dance"], (one) =>
      one.sends.push(refusal),
    );
    await done;
    expect(terminal.printed).toContain("not sent: You may not do that here.");
    expect(terminal.printed).toContain("There is no such command. /help lists them.");
    expect(terminal.printed).toContain("Usage: /join <room>");
    expect(terminal.printed).toHaveLength(6);
  });

  it("shows what is written while the room is entered once, in order, below the first line", async () => {
    const { terminal, server, done } = await aChat([], (one) => {
      one.onRequest = () => one.push(one.room.post(`${one.room.seq + 1}`));
    });
    await done;
    const [first, ...others] = terminal.printed;
    expect(first).toMatch(/^You are in lobby/);
    expect(others).toEqual([...server.room.page(100).messages.map(({ text }) => `bob: ${text}`), "closed"]);
    expect(server.room.seq).toBeGreaterThan(4);
  });

  it("still shows what came meanwhile when the room cannot be entered", async () => {
    const { terminal, done } = await aChat([], (one) => {
      one.onRequest = (request) => {
        if (request === "GET /v1/rooms/lobby") one.push(one.room.post("hello"));
        else if (request.endsWith("/messages")) one.tokens.clear();
      };
    });
    await expect(done).rejects.toMatchObject({ code: "token_expired" });
    expect(terminal.printed).toEqual(["[lobby] bob: hello", "closed"]);
  });

  it("does not say `not sent` of a message that is stored but out of reach", async () => {
    const { clock, terminal, done } = await aChat(["one"], (one) => {
      one.sends.push("no event");
      one.isOutside = true;
    });
    await clock.pass(5_000);
    await done;
    expect(terminal.printed.slice(1)).toEqual(["The message is stored, but it may not be read any more.", "closed"]);
  });

  it("says that it has read what it shows, and how far the last message of its user has come", async () => {
    const { clock, server, terminal, done } = await aChat(["one"], (one) => {
      for (const userId of ["alice", "bob"]) one.room.join(userId);
      one.room.post("hello");
    });
    await done;
    await clock.pass(500);
    expect(server.room.standing("alice")).toMatchObject({ read: 2, unread: 0 });
    expect(terminal.status).toBe("stored");
    server.receive({ userId: "bob", delivered: 2, read: 2 });
    expect(terminal.status).toBe("read by all");
  });
});
