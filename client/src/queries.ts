import type { ReportStatus } from "./contract.ts";

/** `limit`: 1–200, 50 when absent. `cursor`: from the page before. */
export interface ListQuery {
  readonly cursor?: string;
  readonly limit?: number;
}

/** Without those that are shelved, unless these are asked for. */
export interface RoomsQuery extends ListQuery {
  readonly pinned?: boolean;
  readonly shelved?: boolean;
}

/** `q`: what begins a word of a name, or an id. */
export interface SearchQuery extends ListQuery {
  readonly q?: string;
}

/** Messages below, above or around a `seq`; the latest ones when none is named. At most one of the three. */
export interface HistoryQuery {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  readonly limit?: number;
}

/** `commandId`: a lower-case UUID, made when absent. `waitSeconds`: 0–10, how long the server may wait. */
export interface DeleteOptions {
  readonly commandId?: string;
  readonly waitSeconds?: number;
}

/** `status`: open ones when absent. */
export interface ReportsQuery extends ListQuery {
  readonly status?: ReportStatus;
}
