import { reportsPage } from "../answers.ts";
import type { Operation } from "../operation.ts";
import * as queries from "../queries.ts";
import { reportRequest, reviewRequest } from "../requests.ts";
import { madeReport, report } from "../rows.ts";
import { ofRoom } from "./refusals.ts";

export const reports = {
  reportMessage: {
    method: "post",
    path: "/v1/rooms/{roomId}/messages/{messageId}/reports",
    tag: "Reports",
    summary: "Tell those who look after the room of a message. Once per user: the next time it says something else.",
    params: queries.ofMessage,
    body: reportRequest,
    answers: { 200: { description: "The report.", schema: madeReport } },
    errors: [...ofRoom, "message_not_found"],
  },
  listReports: {
    method: "get",
    path: "/v1/rooms/{roomId}/reports",
    tag: "Reports",
    summary: "What was reported in a room, the first ones first, but for what was reported of myself.",
    params: queries.inRoom,
    query: queries.reportsPage,
    answers: { 200: { description: "A page of reports.", schema: reportsPage } },
    errors: ofRoom,
  },
  listAllReports: {
    method: "get",
    path: "/v1/reports",
    tag: "Reports",
    summary: "For a service: what was reported in its tenant, also in rooms between two, the first ones first.",
    query: queries.reportsPage,
    answers: { 200: { description: "A page of reports.", schema: reportsPage } },
    errors: ["forbidden"],
  },
  reviewReport: {
    method: "patch",
    path: "/v1/rooms/{roomId}/reports/{reportId}",
    tag: "Reports",
    summary: "Say what became of a report. The last review counts.",
    params: queries.ofReport,
    body: reviewRequest,
    answers: { 200: { description: "The report, as it is now.", schema: report } },
    errors: [...ofRoom, "report_not_found"],
  },
} as const satisfies Record<string, Operation>;
