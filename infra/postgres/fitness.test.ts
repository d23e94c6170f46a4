import { expect, it } from "@jest/globals";
import { problemOf } from "./fitness.ts";

const fit = { number: 150_020, version: "15.20", fsync: "on", synchronous: "on", encoding: "UTF8" };

it.each([fit, { ...fit, number: 180_006, version: "18.6" }, { ...fit, synchronous: "remote_apply" }])(
  "takes the server %j",
  (facts) => {
    expect(problemOf(facts)).toBeUndefined();
  },
);

it.each([
  [{ number: 140_023, version: "14.23" }, /PostgreSQL 14.23 is too old. Use version 15/],
  [{ fsync: "off" }, /can lose what was accepted. Set fsync = on/],
  [{ synchronous: "off" }, /synchronous_commit = off. Set it to on/],
  [{ encoding: "SQL_ASCII" }, /encoding SQL_ASCII .* Create it again with the encoding UTF8/],
])("refuses a server with %j, and says what to do", (fact, sentence) => {
  expect(problemOf({ ...fit, ...fact })).toMatch(sentence);
});
