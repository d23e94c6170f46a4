import type { AsyncApi, SocketOperation } from "../../wire/asyncapi.ts";
import type { JsonSchema } from "../../wire/components.ts";
import { escape, prose } from "./html.ts";
import { page } from "./page.ts";
import { schemaSection, typeText } from "./schema.ts";

const refIn = /"\$ref":"#\/components\/schemas\/(\w+)"/g;

/** The schemas that these lead to, each once, in the order in which a reader meets them. */
const reachedFrom = (start: readonly JsonSchema[], all: AsyncApi["components"]["schemas"]): readonly string[] => {
  const found = new Set<string>();
  const waiting = [...start];
  for (let schema = waiting.shift(); schema; schema = waiting.shift()) {
    for (const [, name = ""] of JSON.stringify(schema).matchAll(refIn)) {
      const next = all[name];
      if (next && !found.has(name)) waiting.push(next);
      found.add(name);
    }
  }
  return [...found];
};

const operationRows = (document: AsyncApi, action: SocketOperation["action"]): string =>
  Object.entries(document.operations)
    .filter(([, operation]) => operation.action === action)
    .map(([id, { reply }]) => {
      const { messages } = document.channels.socket;
      const [message, ack] = [messages[id], reply && messages[`${id}Ack`]];
      const types = [message, ack].map((each) => `<td>${each ? `<code>${typeText(each.payload)}</code>` : ""}</td>`);
      return `<tr><td><code>${escape(message?.name ?? id)}</code></td><td>${prose(message?.summary ?? "")}</td>${types.join("")}</tr>`;
    })
    .join("\n");

const table = (rows: string): string => `<table>
<thead><tr><th>Event</th><th>Meaning</th><th>Payload</th><th>Ack</th></tr></thead>
<tbody>${rows}</tbody>
</table>`;

/** The events of the socket, for a reader without tools. */
export const socketPage = (document: AsyncApi): string => {
  const { schemas } = document.components;
  const payloads = Object.values(document.channels.socket.messages).map(({ payload }) => payload);
  const shapes = reachedFrom(payloads, schemas).map((name) => schemaSection(name, schemas[name] ?? {}));
  return page(
    document.info.title,
    `<h1>${escape(document.info.title)}</h1>
<p>${prose(document.info.description)} Protocol ${escape(document.info.version)}. For tools: <a href="/asyncapi.json">AsyncAPI</a>.
<a href="/docs/permissions">Who gets what</a>.</p>
<h2>From a client</h2>
${table(operationRows(document, "receive"))}
<h2>From the server</h2>
${table(operationRows(document, "send"))}
<h2>Shapes</h2>
<p>A field with <code>?</code> may be absent. Ignore fields and event types that you do not know: there will be more.</p>
${shapes.join("\n")}`,
  );
};
