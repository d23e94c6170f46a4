import { expect, it } from "@jest/globals";
import { io } from "socket.io-client";

import { PROTOCOL } from "../../../client/src/index.ts";
import { useChat } from "../../support/chat.ts";
import { deployment } from "../../support/deployment.ts";
import { describeProcesses } from "../../support/lifecycle.ts";

const chat = useChat();

describeProcesses("a stranger's plain io(url)", () => {
  it.each([
    ["as it comes, which begins with polling", {}],
    ["with polling alone", { transports: ["polling"] }],
  ])("%s is served", async (_name, options) => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const auth = { token: await bob.token(), protocol: PROTOCOL };
    const socket = io(deployment().socketUrl, { auth, forceNew: true, ...options });
    chat.closing(() => socket.disconnect());
    await new Promise((resolve) => socket.once("ready", resolve));
    const heard = new Promise((resolve) => socket.once("events", resolve));
    const message = await alice.say(id, "hello");
    expect(await heard).toEqual([{ type: "message", roomId: id, prev: 3, version: 4, message }]);
  });
});
