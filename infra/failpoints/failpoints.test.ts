import { describe, expect, it } from "@jest/globals";
import { Failpoints, FailpointsProblem } from "./failpoints.ts";

describe("failpoints", () => {
  it("act the n-th time that they are passed, and only then", async () => {
    const failpoints = new Failpoints("after-commit:throw@2");
    await failpoints.pass("after-commit");
    await expect(failpoints.pass("after-commit")).rejects.toThrow("The failpoint after-commit was passed.");
    await failpoints.pass("after-commit");
  });

  it("act each time from the n-th on with a plus", async () => {
    const failpoints = new Failpoints("before-ack:throw@2+");
    await failpoints.pass("before-ack");
    await expect(failpoints.pass("before-ack")).rejects.toThrow("before-ack");
    await expect(failpoints.pass("before-ack")).rejects.toThrow("before-ack");
  });

  it("count each point by itself, and may be several", async () => {
    const failpoints = new Failpoints("before-emit:throw@1, after-emit:pause=1@1");
    await failpoints.pass("after-emit");
    await expect(failpoints.pass("before-emit")).rejects.toThrow("before-emit");
    expect(failpoints.pass("before-publish")).toBeUndefined();
  });

  it("count what receipts pass by itself, however deep in it", async () => {
    const failpoints = new Failpoints("after-commit:throw@2,receipts-after-commit:throw@1");
    await failpoints.pass("after-commit");
    const commit = async (): Promise<void> => {
      await Promise.resolve();
      await failpoints.pass("after-commit");
    };
    await expect(failpoints.ofReceipts(commit)).rejects.toThrow("receipts-after-commit");
    await failpoints.ofReceipts(commit);
    await expect(commit()).rejects.toThrow("The failpoint after-commit");
  });

  it.each([
    "",
    "after-commit",
    "nowhere:kill@1",
    "after-commit:explode@1",
    "after-commit:kill@0",
    "after-commit:kill@1;",
  ])("refuse %j with a sentence that says what can be written", (text) => {
    expect(() => new Failpoints(text)).toThrow(FailpointsProblem);
    expect(() => new Failpoints(text)).toThrow("The points are before-publish");
  });
});
