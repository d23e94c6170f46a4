import { describe, expect, it } from "@jest/globals";
import { endOf } from "./protocol.ts";

const message = (kind: string, body: string): Buffer => {
  const head = Buffer.alloc(5);
  head.write(kind, "latin1");
  head.writeUInt32BE(Buffer.byteLength(body) + 4, 1);
  return Buffer.concat([head, Buffer.from(body)]);
};

const error = (severity: string): Buffer => message("E", `S${severity}\0V${severity}\0C53100\0Mno space left\0\0`);
const ready = message("Z", "I");

describe("the end of a database, in its answers", () => {
  it.each(["FATAL", "PANIC"])("is an error of the severity %s, wherever it stands", (severity) => {
    const answers = Buffer.concat([message("1", ""), message("D", "a row"), error(severity)]);
    expect(endOf(answers)).toBe(`${severity} 53100: no space left`);
  });

  it("is not an error that a query ends in", () => {
    expect(endOf(Buffer.concat([error("ERROR"), ready]))).toBeUndefined();
  });

  it("is in no answer to a query that went well, whatever its rows say", () => {
    expect(endOf(Buffer.concat([message("D", "EPANIC"), message("C", "SELECT 1\0"), ready]))).toBeUndefined();
    expect(endOf(Buffer.alloc(0))).toBeUndefined();
  });
});
