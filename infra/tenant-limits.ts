import { readFileSync } from "node:fs";
import type { Limits, LimitsOf } from "../core/entities/limits.ts";
import { BadLimit, withLimit } from "./limits.ts";

type Table = Readonly<Record<string, unknown>>;

/** Everybody whose tenant is not named. */
const others = "default";
const tenantId = /^[a-z0-9-]{1,64}$/;

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @param text JSON, or the path of a file with it. @throws BadLimit */
const tableIn = (text: string): Table => {
  const json = text.trim().startsWith("{") ? text : readAt(text.trim());
  try {
    const table: unknown = JSON.parse(json);
    if (isTable(table)) return table;
  } catch {
    // Said below: what JSON.parse says quotes the text.
  }
  throw new BadLimit('it is no JSON like {"acme": {"posts-per-user": "50/10s", "members-per-room": 100}}');
};

const readAt = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new BadLimit(
      `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? ""}); name one, or write JSON`,
    );
  }
};

/** @throws BadLimit that says of which tenant */
const limitsIn = (tenant: string, values: unknown, usual: Limits): Limits => {
  if (tenant !== others && !tenantId.test(tenant)) throw new BadLimit(`${tenant} is no tenant's id`);
  if (!isTable(values)) throw new BadLimit(`${tenant} must have limits, as in {"posts-per-user": "50/10s"}`);
  return Object.entries(values).reduce((limits, [name, value]) => {
    if (tenant !== others && name.endsWith("-per-address")) {
      throw new BadLimit(`${name} of ${tenant}: an address is of no tenant; set it for ${others}`);
    }
    if (typeof value !== "string" && typeof value !== "number") {
      throw new BadLimit(`${name} of ${tenant} must be a number or a text`);
    }
    try {
      return withLimit(limits, name, String(value));
    } catch (error) {
      throw error instanceof BadLimit ? new BadLimit(`${tenant}: ${error.message}`) : error;
    }
  }, usual);
};

/**
 * @param text JSON by tenant id, or the path of a file with it; what is said of `default` holds for every tenant that does
 * not say otherwise.
 * @throws BadLimit
 */
export const parseTenantLimits = (text: string, usual: Limits): LimitsOf => {
  const { [others]: ofAll = {}, ...tenants } = tableIn(text);
  const forAll = limitsIn(others, ofAll, usual);
  const own = new Map(Object.entries(tenants).map(([id, values]) => [id, limitsIn(id, values, forAll)]));
  return (id) => own.get(id) ?? forAll;
};
