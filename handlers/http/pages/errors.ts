import type { ErrorCode } from "../../../core/errors.ts";
import { catalogue } from "../../../core/errors.ts";
import { advice } from "./advice.ts";
import { escape, prose } from "./html.ts";
import { page } from "./page.ts";

const retries = {
  never: "It will be refused again.",
  same: "It may work as it is.",
  later: "It will work later.",
  after_auth: "It may work with a fresh token.",
} as const;

const row = (code: ErrorCode, status: number): string => `<tr id="${code}">
<td><a href="#${code}"><code>${code}</code></a></td>
<td>${status}</td>
<td>${escape(catalogue[code].title)}</td>
<td>${prose(advice[code])} <em>Again? ${retries[catalogue[code].retry]}</em></td>
</tr>`;

/** Every code there is, each under an anchor of its own name. */
export const errorsPage = (statusOf: (code: ErrorCode) => number): string => {
  const codes = Object.keys(catalogue) as ErrorCode[];
  return page(
    "Errors",
    `<h1>Errors</h1>
<p>Over HTTP a refusal is a problem document (RFC 9457) with a <code>code</code>; on the socket it is an ack with
<code>ok: false</code>, a <code>rejected</code> event, or a <code>bye</code>. A code is never renamed, and its meaning
never changes; the sentences beside it may. Who gets which is a <a href="/docs/permissions">table of its own</a>.</p>
<table>
<thead><tr><th>Code</th><th>HTTP</th><th>Meaning</th><th>What to do</th></tr></thead>
<tbody>
${codes.map((code) => row(code, statusOf(code))).join("\n")}
</tbody>
</table>`,
  );
};
