import type { MessageReceipts, PutReceiptsRequest, ReceiptsPage, RoomSettings, Unread } from "./contract.ts";
import type { HttpClient } from "./http.ts";
import { enc, roomPath } from "./paths.ts";
import type { ListQuery } from "./queries.ts";
import { ServiceApi } from "./service-api.ts";

/** The routes for what was received and read, and for what was not. */
export class ReceiptsApi extends ServiceApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    super(http);
    this.#http = http;
  }

  /** Says once how far I am, by HTTP: `ChatClient.markRead` and `markDelivered` are what keep at it. */
  async putReceipts(roomId: string, request: PutReceiptsRequest): Promise<void> {
    await this.#http.request("PUT", `${roomPath(roomId)}/receipts`, { body: request });
  }

  /** How far each member has received and read a room, by user id. */
  receipts(roomId: string, query: ListQuery = {}): Promise<ReceiptsPage> {
    return this.#http.request("GET", `${roomPath(roomId)}/receipts`, { query: { ...query } });
  }

  /** Who has received and read one message, also in large rooms, and however old it is. */
  messageReceipts(roomId: string, messageId: string, query: ListQuery = {}): Promise<MessageReceipts> {
    return this.#http.request("GET", `${roomPath(roomId)}/messages/${enc(messageId)}/receipts`, {
      query: { ...query },
    });
  }

  /** My rooms with something unread, as the server counts now. */
  unreadRooms(): Promise<Unread> {
    return this.#http.request("GET", "/v1/unread");
  }

  /**
   * Everything above that `seq` is unread again, on all my devices; the others still see that I have read it. The next thing
   * that I read takes it back, and so does `null`.
   */
  markUnread(roomId: string, seq: number | null): Promise<RoomSettings> {
    return this.#http.request("PATCH", `${roomPath(roomId)}/settings`, { body: { marker: seq } });
  }
}
