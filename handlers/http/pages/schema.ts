import type { JsonSchema } from "../../wire/components.ts";
import { escape, prose } from "./html.ts";

type Schema = JsonSchema;

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;

const oneOf = (schemas: readonly unknown[]): string => schemas.filter(isSchema).map(typeText).join(" or ");

const objectText = ({ properties = {}, required = [], additionalProperties }: Schema): string => {
  const fields = Object.entries(properties).map(
    ([name, field]) => `${name}${required.includes(name) ? "" : "?"}: ${isSchema(field) ? typeText(field) : "any"}`,
  );
  if (isSchema(additionalProperties)) fields.push(`[id]: ${typeText(additionalProperties)}`);
  return `{ ${fields.join(", ")} }`;
};

/** A type in one line, as in `Message[]`; a schema with a name is a link to it. HTML. */
export const typeText = (schema: Schema): string => {
  if (schema.$ref !== undefined) {
    const name = escape(schema.$ref.split("/").at(-1) ?? "");
    return `<a href="#${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return escape(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => escape(JSON.stringify(value))).join(" or ");
  if (schema.anyOf) return oneOf(schema.anyOf);
  if (schema.type === "array") return `${isSchema(schema.items) ? typeText(schema.items) : "any"}[]`;
  if (schema.type === "object") return objectText(schema);
  return escape(String(schema.type ?? "any"));
};

const fieldRow = (name: string, field: unknown, required: boolean): string => {
  if (!isSchema(field)) return "";
  const meaning = prose(field.description ?? "");
  return `<tr><td><code>${escape(name)}${required ? "" : "?"}</code></td><td><code>${typeText(field)}</code></td><td>${meaning}</td></tr>`;
};

/** A schema with a name: its fields as a table, or its type where it has none. HTML. */
export const schemaSection = (name: string, schema: Schema): string => {
  const fields = Object.entries(schema.properties ?? {});
  const rows = fields.map(([field, inside]) => fieldRow(field, inside, schema.required?.includes(field) ?? false));
  const body =
    rows.length > 0 ? `<table><tbody>${rows.join("\n")}</tbody></table>` : `<p><code>${typeText(schema)}</code></p>`;
  const meaning = schema.description === undefined ? "" : `<p>${prose(schema.description)}</p>\n`;
  return `<h3 id="${escape(name)}">${escape(name)}</h3>\n${meaning}${body}`;
};
