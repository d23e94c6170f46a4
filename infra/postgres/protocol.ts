/** Of a message: one byte for its kind, four for its length, which counts itself. */
const headLength = 5;
const lengthAt = 1;

/** https://www.postgresql.org/docs/current/protocol-message-formats.html, ErrorResponse: fields of a letter and a text. */
const fieldsOf = (body: Buffer): ReadonlyMap<string, string> =>
  new Map(
    body
      .toString("utf8")
      .split("\0")
      .filter((field) => field !== "")
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  );

/**
 * Why the database has ended, if these answers say so: after an error of the severities FATAL and PANIC nothing more
 * comes, not even that it is ready for the next query.
 */
export const endOf = (answers: Buffer): string | undefined => {
  for (let at = 0; at + headLength <= answers.length;) {
    const length = answers.readUInt32BE(at + lengthAt);
    if (answers.toString("latin1", at, at + lengthAt) === "E") {
      const fields = fieldsOf(answers.subarray(at + headLength, at + lengthAt + length));
      const severity = fields.get("V") ?? fields.get("S") ?? "";
      if (severity === "FATAL" || severity === "PANIC") {
        return `${severity} ${fields.get("C") ?? ""}: ${fields.get("M") ?? ""}`;
      }
    }
    at += lengthAt + length;
  }
  return undefined;
};
