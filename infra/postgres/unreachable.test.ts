import { expect, it } from "@jest/globals";
import { unreachable } from "./unreachable.ts";

const place = { host: "db.example.org", port: 5432, database: "chat" };
const coded = (code: string, message = "It failed.") => Object.assign(new Error(message), { code });

it("names the place, the reason and the remedy", () => {
  const { name, message } = unreachable(place, coded("ECONNREFUSED"));
  expect(name).toBe("DatabaseUnreachable");
  expect(message).toBe(
    "PostgreSQL at db.example.org:5432, database chat, cannot be reached: nothing listens there (ECONNREFUSED). " +
      "Start it, or correct DATABASE_URL.",
  );
});

it.each([
  [coded("28P01"), /the password is refused \(28P01\)/],
  [coded("28000"), /the user is refused/],
  [coded("3D000"), /there is no such database.* Create it/],
  [coded("53300"), /no connection to spare.* max_connections/],
  [coded("57P03"), /starting or stopping/],
  [coded("ENOTFOUND"), /there is no host of that name/],
  [new Error("Connection terminated due to connection timeout"), /it does not answer/],
  [new Error("SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string"), /Put one into DATABASE_URL/],
  [new Error("The server does not support SSL connections"), /takes no encrypted connections/],
  [coded("CERT_HAS_EXPIRED", "certificate has expired"), /certificate has expired \(CERT_HAS_EXPIRED\)/],
])("knows what to say of %s", (error, sentence) => {
  expect(unreachable(place, error).message).toMatch(sentence);
});
