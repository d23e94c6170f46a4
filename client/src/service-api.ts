import type {
  AuditPage,
  ChangeUserRequest,
  PutUsersRequest,
  ReportsPage,
  Revocation,
  User,
  UsersAnswer,
} from "./contract.ts";
import type { HttpClient } from "./http.ts";
import { ModerationApi } from "./moderation-api.ts";
import { userPath } from "./paths.ts";
import type { ListQuery, ReportsQuery } from "./queries.ts";

/** The routes for a backend, whose token has the role of a service, about its whole tenant. */
export class ServiceApi extends ModerationApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    super(http);
    this.#http = http;
  }

  /** Makes users, or changes those that are there; all of them or none. */
  putUsers(users: PutUsersRequest["users"]): Promise<UsersAnswer> {
    return this.#http.request("POST", "/v1/users", { body: { users } });
  }

  /** `null` takes a part of the profile away; what is absent stays as it is. */
  changeUser(userId: string, change: ChangeUserRequest): Promise<User> {
    return this.#http.request("PATCH", userPath(userId), { body: change });
  }

  /** Signs somebody out everywhere; without an id me, and this client then asks for a fresh token. */
  revokeTokens(userId?: string, before?: string): Promise<Revocation> {
    const path = userId === undefined ? "/v1/me" : userPath(userId);
    return this.#http.request("POST", `${path}/revocation`, { body: { ...(before && { before }) } });
  }

  /** Of all rooms, also of those that are deleted. */
  allReports(query: ReportsQuery = {}): Promise<ReportsPage> {
    return this.#http.request("GET", "/v1/reports", { query: { ...query } });
  }

  /** What was done in all rooms, and to all users. */
  wholeAudit(query: ListQuery = {}): Promise<AuditPage> {
    return this.#http.request("GET", "/v1/audit", { query: { ...query } });
  }
}
