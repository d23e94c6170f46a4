import { expect, it } from "@jest/globals";
import { FakeTelemetry } from "../../test/support/fakes.ts";
import { RedisLink } from "./link.ts";

it("is up when all of its parts are, and tells of changes only", () => {
  const telemetry = new FakeTelemetry();
  const link = new RedisLink(telemetry);
  const [publishing, hearing, probe] = [link.part("publishing"), link.part("hearing"), link.part("probe")];
  for (const part of [publishing, hearing]) part.linkChanged("redis", true);
  probe.linkChanged("redis", false, "connected but deaf");
  hearing.linkChanged("redis", false, "the connection was closed");
  hearing.linkChanged("redis", true);
  probe.linkChanged("redis", true);
  expect(telemetry.of("linkChanged")).toEqual([
    ["redis", true],
    ["redis", false, "connected but deaf"],
    ["redis", true],
  ]);
});
