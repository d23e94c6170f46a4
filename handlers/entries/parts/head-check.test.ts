import { describe, expect, it } from "@jest/globals";
import { FakeGateway } from "../../../test/support/fakes-gateway.ts";
import { headCheck } from "./head-check.ts";

/** Alice is in the lobby, which stands at 2; what is posted there is not heard of. */
const aCheck = async (isHearing: boolean) => {
  const gateway = new FakeGateway();
  gateway.chat.add("alice");
  await gateway.connect("alice");
  const check = headCheck({ execute: () => gateway.checkHeads() }, () => isHearing);
  return { chat: gateway.chat, check, heard: () => gateway.sockets.log("alice").slice(1) };
};

describe("the head check", () => {
  it("leaves a live event that may be on its way until the next time", async () => {
    const { chat, check, heard } = await aCheck(true);
    chat.post();
    await check();
    expect(heard()).toEqual([]);
    await check();
    expect(heard()).toEqual(["lobby 3"]);
  });

  it("repairs at once what is missing while no live event can be heard", async () => {
    const { chat, check, heard } = await aCheck(false);
    chat.post();
    await check();
    expect(heard()).toEqual(["lobby 3"]);
  });
});
