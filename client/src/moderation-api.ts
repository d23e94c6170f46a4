import type {
  Ban,
  BanRequest,
  BansPage,
  Block,
  BlocksPage,
  MadeReport,
  Member,
  Report,
  ReportRequest,
  ReportsPage,
  ReviewRequest,
} from "./contract.ts";
import type { HttpClient } from "./http.ts";
import { banPath, enc, memberPath, roomPath } from "./paths.ts";
import type { ListQuery, ReportsQuery } from "./queries.ts";

/** The routes for those who look after rooms, and for what is told to them. */
export class ModerationApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Lets a member post nothing for so many seconds. */
  muteMember(roomId: string, userId: string, seconds: number): Promise<Member> {
    return this.#http.request("PUT", `${memberPath(roomId, userId)}/mute`, { body: { seconds } });
  }

  unmuteMember(roomId: string, userId: string): Promise<Member> {
    return this.#http.request("DELETE", `${memberPath(roomId, userId)}/mute`);
  }

  bans(roomId: string, query: ListQuery = {}): Promise<BansPage> {
    return this.#http.request("GET", `${roomPath(roomId)}/bans`, { query: { ...query } });
  }

  /** Keeps a user out, member or not, for so many seconds or until it is lifted. */
  banUser(roomId: string, userId: string, request: BanRequest = {}): Promise<Ban> {
    return this.#http.request("PUT", banPath(roomId, userId), { body: request });
  }

  async liftBan(roomId: string, userId: string): Promise<void> {
    await this.#http.request("DELETE", banPath(roomId, userId));
  }

  /** Tells those who look after the room; once, so that the next time replaces what was said. */
  report(roomId: string, messageId: string, request: ReportRequest): Promise<MadeReport> {
    return this.#http.request("POST", `${roomPath(roomId)}/messages/${enc(messageId)}/reports`, { body: request });
  }

  /** Of a room, for who looks after it, but for what was reported of myself. */
  reports(roomId: string, query: ReportsQuery = {}): Promise<ReportsPage> {
    return this.#http.request("GET", `${roomPath(roomId)}/reports`, { query: { ...query } });
  }

  /** The last review counts. */
  reviewReport(roomId: string, reportId: string, request: ReviewRequest): Promise<Report> {
    return this.#http.request("PATCH", `${roomPath(roomId)}/reports/${enc(reportId)}`, { body: request });
  }

  /** Whom I have blocked. */
  blocks(query: ListQuery = {}): Promise<BlocksPage> {
    return this.#http.request("GET", "/v1/me/blocks", { query: { ...query } });
  }

  /** Neither of us posts to the other alone any more, nor brings the other into a room. Nobody else is told. */
  blockUser(userId: string): Promise<Block> {
    return this.#http.request("PUT", `/v1/me/blocks/${enc(userId)}`);
  }

  async unblockUser(userId: string): Promise<void> {
    await this.#http.request("DELETE", `/v1/me/blocks/${enc(userId)}`);
  }
}
