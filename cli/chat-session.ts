import { ChatClientError } from "../client/src/index.ts";
import type { ChatClient, MemberEvent, Message } from "../client/src/index.ts";
import { connectionLines, help, inWords, memberLine, messageLine, roomLine } from "./chat-view.ts";

/** Lines in, lines out. */
export interface TerminalLike {
  readonly isInteractive: boolean;
  /** Ends with the input, or when it is closed. */
  lines(): AsyncIterable<string>;
  print(line: string): void;
  /** Stands before what is being typed, until there is another one. */
  showStatus(words: string): void;
  close(): void;
}

const shownAtFirst = 20;

const isStored = (error: unknown): boolean => error instanceof ChatClientError && error.code === "stored_unreadable";

/** One user at one terminal. */
export class ChatSession {
  readonly #client: ChatClient;
  readonly #terminal: TerminalLike;
  readonly #underWay = new Set<Promise<void>>();
  #room = "";
  /** The latest message of this user, stored or only accepted. */
  #mine: Pick<Message, "roomId" | "id"> = { roomId: "", id: "" };
  /** The room that is being entered, and what was told of it meanwhile: most of it is in the page that is read. */
  #entering: { readonly roomId: string; readonly told: Message[] } | undefined;

  constructor(client: ChatClient, terminal: TerminalLike) {
    this.#client = client;
    this.#terminal = terminal;
  }

  /** Until the input ends, or `/quit`; then until everything that was written is stored or refused. */
  async run(room: string): Promise<void> {
    this.#listen();
    try {
      await this.#enter(room);
      for await (const line of this.#terminal.lines()) {
        if (line.trim() === "/quit") break;
        await this.#obey(line);
      }
      await Promise.all(this.#underWay);
    } finally {
      this.#terminal.close();
    }
  }

  #listen(): void {
    const connectionLine = connectionLines();
    for (const name of ["message", "deleted"] as const) this.#client.on(name, (message) => this.#hear(message));
    this.#client.on("accepted", (mine) => {
      this.#mine = mine;
      this.#showStatus();
    });
    this.#client.on("changed", () => this.#showStatus());
    this.#client.on("member", (event) => this.#showMember(event));
    this.#client.on("left", ({ roomId }) => this.#terminal.print(`* you are not in ${roomId} any more`));
    this.#client.on("state", (status) => {
      const line = connectionLine(status);
      if (line !== undefined) this.#terminal.print(line);
      if (status.state === "stopped") this.#terminal.close();
    });
  }

  async #obey(line: string): Promise<void> {
    const [word = "", argument = ""] = line.trim().split(/\s+/);
    try {
      if (word === "/help") this.#terminal.print(help);
      else if (word === "/rooms") await this.#listRooms();
      else if (word === "/join" && argument === "") this.#terminal.print("Usage: /join <room>");
      else if (word === "/join") await this.#enter(argument);
      else if (word.startsWith("/")) this.#terminal.print("There is no such command. /help lists them.");
      else if (word !== "") this.#send(line);
    } catch (error) {
      this.#terminal.print(inWords(error));
    }
  }

  /** Does not wait: lines keep their order by themselves, and one can go on writing without a connection. */
  #send(text: string): void {
    const sent = this.#client.send(this.#room, { text }).then(
      () => undefined,
      (error: unknown) => {
        this.#terminal.print(isStored(error) ? inWords(error) : `not sent: ${inWords(error)}`);
        if (!isStored(error) && !this.#terminal.isInteractive) process.exitCode = 1;
      },
    );
    this.#underWay.add(sent);
    void sent.then(() => this.#underWay.delete(sent));
  }

  async #enter(roomId: string): Promise<void> {
    const told: Message[] = [];
    this.#entering = { roomId, told };
    let version = 0;
    try {
      version = await this.#open(roomId);
    } finally {
      this.#entering = undefined;
      for (const message of told) if (message.version > version) this.#show(message);
    }
  }

  /** @returns the version of the room up to which everything is shown. */
  async #open(roomId: string): Promise<number> {
    const { me } = await this.#client.room(roomId);
    if (!me || me.leftAt !== undefined) await this.#client.join(roomId);
    const { messages, version } = await this.#client.openRoom(roomId);
    if (this.#room !== "" && this.#room !== roomId) this.#client.closeRoom(this.#room);
    this.#room = roomId;
    this.#terminal.print(`You are in ${roomId}. /help lists the commands.`);
    for (const message of messages.slice(-shownAtFirst)) this.#show(message);
    return version;
  }

  async #listRooms(): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await this.#client.rooms(cursor === undefined ? {} : { cursor });
      for (const room of page.rooms) this.#terminal.print(roomLine(room));
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  #hear(message: Message): void {
    if (message.authorId === this.#client.userId) this.#mine = message;
    if (message.roomId === this.#entering?.roomId) this.#entering.told.push(message);
    else this.#show(message);
  }

  /** What is printed of this room is read. */
  #show(message: Message): void {
    this.#terminal.print(messageLine(message, this.#room));
    if (message.roomId === this.#room) this.#client.markRead(this.#room, message.seq);
  }

  #showStatus(): void {
    const { roomId, id } = this.#mine;
    const status = roomId === this.#room ? this.#client.statusOf(roomId, id) : undefined;
    this.#terminal.showStatus(status?.replaceAll("_", " ") ?? "");
  }

  #showMember(event: MemberEvent): void {
    if (event.roomId === this.#room) this.#terminal.print(memberLine(event));
  }
}
