import { describe, expect, it } from "@jest/globals";
import pg from "pg";
import { PoolDatabase } from "./database.ts";
import { PGliteStream } from "./pglite-stream.ts";

const message = (kind: string, body: string | Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(kind, "latin1");
  head.writeUInt32BE(Buffer.byteLength(body) + 4, 1);
  return Buffer.concat([head, Buffer.from(body)]);
};

const authenticated = message("R", Buffer.alloc(4));
const ready = message("Z", "I");
const panic = message("E", "SPANIC\0VPANIC\0C53100\0Mno space left on device\0\0");

/** Greets whoever connects, and answers every query with the same. */
const databaseThatAnswers = (answer: () => Buffer) => {
  const reasons: string[] = [];
  let greeted = false;
  const execProtocolRaw = (): Promise<Uint8Array> => {
    if (greeted) return Promise.resolve(answer());
    greeted = true;
    return Promise.resolve(Buffer.concat([authenticated, ready]));
  };
  const stream = () => new PGliteStream({ execProtocolRaw }, (reason) => reasons.push(reason));
  const pool = new pg.Pool({ stream, max: 1, user: "any", database: "any", pipeline: true });
  return { reasons, database: new PoolDatabase(pool, false) };
};

describe("the wire to a database in this process", () => {
  it("answers nobody and tells the operator when the database has ended, as on a full disk", async () => {
    const { reasons, database } = databaseThatAnswers(() => panic);
    await expect(database.query("insert into messages default values")).rejects.toThrow();
    expect(reasons).toEqual(["PANIC 53100: no space left on device"]);
  });

  it("leaves turns of the event loop to everybody else, however many queries come one after another", async () => {
    const { database } = databaseThatAnswers(() => Buffer.concat([message("I", ""), ready]));
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (turns < 50) setImmediate(count);
    };
    setImmediate(count);
    for (let query = 0; query < 50; query += 1) await database.query("");
    expect(turns).toBe(50);
    await database.close();
  });
});
