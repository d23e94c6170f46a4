import type { ChangedMessage, Message, NewMessage } from "../../core/entities/message.ts";
import { systemAuthor } from "../../core/entities/message.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { MessageStore, Window } from "../../core/ports/message-store.ts";
import { keyOf, keysOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";
import type { MessageRow } from "./rows.ts";
import { toMessage } from "./rows.ts";

const messageColumns = "id, seq, version, author_id, text, mentions, created_at, deleted_at";

/** Each takes the room's key, the `seq` to look at, the limit, and the floor; the newest come first where the newest are wanted. */
const pages: Readonly<Record<Window["at"], string>> = {
  end: `select ${messageColumns} from messages where room_id = $1 and seq > $4 and $2::bigint is null order by seq desc limit $3`,
  before: `select ${messageColumns} from messages where room_id = $1 and seq > $4 and seq < $2 order by seq desc limit $3`,
  after: `select ${messageColumns} from messages where room_id = $1 and seq > $4 and seq > $2 order by seq limit $3`,
  around: `(select ${messageColumns} from messages where room_id = $1 and seq > $4 and seq <= $2 order by seq desc limit ($3::bigint + 1) / 2)
    union all
    (select ${messageColumns} from messages where room_id = $1 and seq > $4 and seq > $2 order by seq limit $3::bigint / 2)`,
};

/** And what each author has posted in the room, so that it need not be counted: what is one's own is not unread. */
const insertion = prepared(
  `with inserted as (
     insert into messages (room_id, id, seq, version, digest, author_id, text, created_at, mentions)
     select n.room_id, n.id, n.seq, n.version, decode(n.digest, 'hex'), n.author_id, n.text, n.created_at, n.mentions
     from unnest ($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::jsonb[])
       as n (room_id, id, seq, version, digest, author_id, text, created_at, mentions)
   )
   update members m set posts = m.posts + n.posts, last_post_seq = n.last_seq
   from (
     select room_id, author_id, count(*) as posts, max(seq) as last_seq
     from unnest ($1::uuid[], $3::bigint[], $6::text[]) as n (room_id, seq, author_id) group by room_id, author_id
   ) as n
   where m.room_id = n.room_id and m.user_id = n.author_id`,
);

const mentioning = prepared(
  "insert into mentions (room_id, user_id, seq) select * from unnest ($1::uuid[], $2::text[], $3::bigint[])",
);

/** The places are put together first: looked for by room and `seq` alone, each would cost as much as its room has mentions. */
const deletion = prepared(
  `with places as materialized (
     select m.room_id, u.user_id, m.seq
     from unnest ($1::uuid[], $2::uuid[]) as n (room_id, id)
     join messages m on m.room_id = n.room_id and m.id = n.id
     cross join lateral jsonb_array_elements_text(m.mentions) as u (user_id)
   ), forgotten as (
     delete from mentions x using places p where x.room_id = p.room_id and x.user_id = p.user_id and x.seq = p.seq
   )
   update messages m set text = '', mentions = null, version = n.version, deleted_at = n.deleted_at
   from unnest ($1::uuid[], $2::uuid[], $3::bigint[], $4::timestamptz[]) as n (room_id, id, version, deleted_at)
   where m.room_id = n.room_id and m.id = n.id`,
);

export class PostgresMessageStore implements MessageStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async insert(messages: readonly NewMessage[]): Promise<void> {
    await this.#db.tell(insertion, [
      keysOf(messages.map(({ room }) => room)),
      messages.map(({ message }) => message.id),
      messages.map(({ message }) => message.seq),
      messages.map(({ message }) => message.version),
      messages.map(({ digest }) => digest),
      messages.map(({ message }) => message.authorId ?? systemAuthor),
      messages.map(({ message }) => message.text),
      messages.map(({ message }) => message.createdAt),
      messages.map(({ message }) => (message.mentions ? JSON.stringify(message.mentions) : null)),
    ]);
    const mentions = messages.flatMap(({ room, message: { seq, mentions: named = [] } }) =>
      named.map((userId) => ({ room, userId, seq })),
    );
    if (mentions.length === 0) return;
    await this.#db.tell(mentioning, [
      keysOf(mentions.map(({ room }) => room)),
      mentions.map(({ userId }) => userId),
      mentions.map(({ seq }) => seq),
    ]);
  }

  async delete(tombstones: readonly ChangedMessage[]): Promise<void> {
    await this.#db.tell(deletion, [
      keysOf(tombstones.map(({ room }) => room)),
      tombstones.map(({ message }) => message.id),
      tombstones.map(({ message }) => message.version),
      tombstones.map(({ message }) => message.deletedAt),
    ]);
  }

  async find(room: RoomRef, id: string): Promise<Message | undefined> {
    const [row] = await this.#db.query<MessageRow>(
      `select ${messageColumns} from messages where room_id = $1 and id = $2`,
      [keyOf(room), id],
    );
    return row && toMessage(room.roomId, row);
  }

  async page(room: RoomRef, window: Window, limit: number, floor = 0): Promise<readonly Message[]> {
    const seq = window.at === "end" ? null : window.seq;
    const rows = await this.#db.query<MessageRow>(pages[window.at], [keyOf(room), seq, limit, floor]);
    return rows.sort((a, b) => a.seq - b.seq).map((row) => toMessage(room.roomId, row));
  }
}
