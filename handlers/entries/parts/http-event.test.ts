import { describe, expect, it } from "@jest/globals";
import { addressed } from "./http-event.ts";

const rawPathOf = (rawPath: string, stage = "$default") =>
  addressed({ version: "2.0", rawPath, requestContext: { stage } }).rawPath;

describe("the path of an event", () => {
  it("is the app's own where there is no stage", () => {
    expect(rawPathOf("/v1/rooms")).toBe("/v1/rooms");
    expect(addressed({ path: "/v1/rooms", requestContext: {} }).path).toBe("/v1/rooms");
    expect(addressed({ version: "2.0" }).rawPath).toBe("/");
  });

  it("loses the stage that it begins with", () => {
    expect(rawPathOf("/dev/v1/rooms", "dev")).toBe("/v1/rooms");
    expect(rawPathOf("/dev", "dev")).toBe("/");
    expect(rawPathOf("/developers", "dev")).toBe("/developers");
    expect(addressed({ path: "/dev/v1/rooms", requestContext: { stage: "dev" } }).path).toBe("/v1/rooms");
  });

  it("keeps a part that is called like the stage of a REST API", () => {
    const requestContext = { stage: "v1", path: "/v1/v1/rooms" };
    expect(addressed({ path: "/v1/rooms", requestContext }).path).toBe("/v1/rooms");
  });

  it("is encoded again behind an HTTP API, which has decoded it once", () => {
    expect(rawPathOf("/v1/rooms/a/members/zoë 50%")).toBe("/v1/rooms/a/members/zo%C3%AB%2050%25");
    expect(rawPathOf("/v1/rooms/a/members/%2F#?")).toBe("/v1/rooms/a/members/%252F%23%3F");
    expect(rawPathOf("/\ud83d")).toBe("/%EF%BF%BD");
  });

  it.each([
    ["a function's URL", { version: "2.0", requestContext: { domainName: "x.lambda-url.eu-central-1.on.aws" } }],
    ["a REST API", { requestContext: { stage: "dev", path: "/dev/%" } }],
    ["a load balancer", {}],
  ])("stays as it was sent behind %s, also where it is malformed", (_front, event) => {
    for (const path of ["/v1/zo%C3%AB%2F", "/%"]) {
      const { rawPath = "", path: itsPath = "" } = addressed({ ...event, rawPath: path, path });
      expect("version" in event ? rawPath : itsPath).toBe(path);
    }
  });
});
