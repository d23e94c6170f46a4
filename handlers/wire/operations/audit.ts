import { auditPage } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { cursorPage, inRoom } from "../queries.ts";
import { ofRoom } from "./refusals.ts";

export const audit = {
  listAudit: {
    method: "get",
    path: "/v1/rooms/{roomId}/audit",
    tag: "Audit",
    summary: "Who did what to whom in a room, when and from where. The latest first.",
    params: inRoom,
    query: cursorPage,
    answers: { 200: { description: "A page of the record.", schema: auditPage } },
    errors: ofRoom,
  },
  listTenantAudit: {
    method: "get",
    path: "/v1/audit",
    tag: "Audit",
    summary: "The same of the whole tenant, for a service.",
    query: cursorPage,
    answers: { 200: { description: "A page of the record.", schema: auditPage } },
    errors: ["forbidden"],
  },
} as const satisfies Record<string, Operation>;
