import type { RoomKind } from "../../../client/src/contract.ts";
import type { AccessAnswer } from "../../wire/access.ts";
import { acts, answerFor, answerOf, nameOf } from "../../wire/access-answers.ts";
import { refusedTokens, standings, standingsIn, targets } from "../../wire/standings.ts";
import { escape } from "./html.ts";
import { page } from "./page.ts";

const codeLink = (code: string): string => `<a href="/docs/errors#${code}"><code>${code}</code></a>`;

/** The answers that most cells have, short enough for a table to be seen at once. */
const marks: Readonly<Partial<Record<AccessAnswer, string>>> = {
  allowed: "yes",
  forbidden: `<a href="/docs/errors#forbidden">no</a>`,
  room_not_found: "–",
  gone: "–",
};

const cell = (answer: AccessAnswer): string =>
  `<td title="${answer}">${marks[answer] ?? codeLink(answer).replaceAll("_", "_<wbr>")}</td>`;

const head = (names: readonly string[]): string =>
  `<thead><tr><th></th>${names.map((name) => `<th>${escape(name)}</th>`).join("")}</tr></thead>`;

const list = (entries: Readonly<Record<string, string>>): string =>
  `<table><tbody>${Object.entries(entries)
    .map(([name, meaning]) => `<tr><td>${escape(name)}</td><td>${meaning}</td></tr>`)
    .join("\n")}</tbody></table>`;

const inRooms = acts.filter(({ rule }) => "may" in rule);
const anywhere = acts.filter(({ rule }) => "always" in rule);

const tableOf = (kind: RoomKind): string => {
  const columns = standingsIn[kind];
  const rows = inRooms.map(
    (act) =>
      `<tr><td><code>${escape(nameOf(act))}</code></td>${columns.map((each) => cell(answerOf(act.rule, kind, each))).join("")}</tr>`,
  );
  return `<h2 id="${kind}">In a ${kind}${kind === "direct" ? " room" : ""}</h2>
<table>${head(columns)}<tbody>
${rows.join("\n")}
</tbody></table>`;
};

const alike = (): string => {
  const columns = ["outsider", "service"] as const;
  const rows = anywhere.map(
    (act) =>
      `<tr><td><code>${escape(nameOf(act))}</code></td>${columns.map((each) => cell(answerOf(act.rule, "group", each))).join("")}</tr>`,
  );
  return `<table>${head(["anybody", "service"])}<tbody>\n${rows.join("\n")}\n</tbody></table>`;
};

const otherRooms = (): string =>
  list(Object.fromEntries(targets.map((target) => [target, codeLink(answerFor({ may: "seers" }, target))])));

/** Who gets what from each operation and each event: the table that the tests try cell by cell. */
export const permissionsPage = (): string =>
  page(
    "Permissions",
    `<h1>Permissions</h1>
<p>What each operation of <a href="/docs">the HTTP API</a> and each event of <a href="/docs/socket">the socket</a> answers
to whom. <em>yes</em>: it is done. <em>no</em>: ${codeLink("forbidden")}. <em>–</em>: ${codeLink("room_not_found")}, in
<code>sync</code> <code>gone</code>, exactly as of a room that does not exist. Anything else is the code of
<a href="/docs/errors">the errors</a>.</p>
<p>What is done to members reaches those of a lower role alone. A room may be locked, archived, or for announcements: that
is asked last.</p>
<h2 id="tokens">Without a good token</h2>
${list(Object.fromEntries(Object.entries(refusedTokens).map(([name, code]) => [name, codeLink(code)])))}
<h2 id="standings">Who somebody is to a room</h2>
${list(standings)}
${(["group", "channel", "direct"] as const).map(tableOf).join("\n")}
<h2 id="anybody">Whatever the room</h2>
${alike()}
<h2 id="others">A room that is not there</h2>
${otherRooms()}`,
  );
