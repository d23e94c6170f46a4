import type { ChangesPage, Member, MembersPage, Message, RoomEvent } from "../../client/src/index.ts";
import type { User } from "./user.ts";

interface View {
  readonly messages: readonly Message[];
  readonly members: readonly Member[];
}

/** What a room looks like to whoever reads all of it now. */
export const freshView = async (user: User, roomId: string): Promise<View> => {
  const messages: Message[] = [];
  for (let more = true; more;) {
    const page = await user.messages(roomId, `after=${messages.length}&limit=200`);
    messages.push(...page.messages);
    more = page.hasMoreAfter;
  }
  const { members } = await user.must(user.get<MembersPage>(`/v1/rooms/${roomId}/members?limit=200`));
  return { messages, members };
};

/** A reader that knows a room from its events alone. */
export class Replica {
  version: number;
  readonly #messages = new Map<number, Message>();
  readonly #members = new Map<string, Member>();

  constructor(version: number, view: View = { messages: [], members: [] }) {
    this.version = version;
    for (const message of view.messages) this.#messages.set(message.seq, message);
    for (const member of view.members) this.#members.set(member.userId, member);
  }

  get view(): View {
    const byUserId = (a: Member, b: Member): number => (a.userId < b.userId ? -1 : 1);
    return {
      messages: [...this.#messages.values()].sort((a, b) => a.seq - b.seq),
      members: [...this.#members.values()].sort(byUserId),
    };
  }

  /** Takes a live event if it follows on. @throws where something is missing */
  follow(event: RoomEvent): void {
    if (event.version <= this.version) return;
    if (event.prev > this.version) throw new Error(`At ${this.version}, an event from ${event.prev} on is a gap.`);
    this.#take(event);
    this.version = event.version;
  }

  /** Reads the feed to its end. @returns how many pages that took */
  async catchUp(user: User, roomId: string, limit: number): Promise<number> {
    for (let pages = 1; ; pages += 1) {
      const page: ChangesPage = await user.changes(roomId, this.version, limit);
      for (const event of page.events) this.#take(event);
      this.version = page.version;
      if (!page.more) return pages;
    }
  }

  #take(event: RoomEvent): void {
    if (event.type === "message") this.#messages.set(event.message.seq, event.message);
    if (event.type !== "member") return;
    if (event.member.leftAt === undefined) this.#members.set(event.member.userId, event.member);
    else this.#members.delete(event.member.userId);
  }
}
