import pg from "pg";

const { INT8, TIMESTAMPTZ } = pg.types.builtins;

const toDate = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  // Counters stay far below 2^53.
  [INT8]: Number,
  [TIMESTAMPTZ]: (text) => toDate(text).toISOString(),
};

/** How values come out of the database: counters as numbers, times as RFC 3339 in UTC with milliseconds. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    parsers[oid] ?? (pg.types.getTypeParser as (oid: number, format?: string) => unknown)(oid, format),
};
