import { expect, it } from "@jest/globals";
import { Parser } from "@asyncapi/parser";

import { asyncApi } from "./asyncapi.ts";
import { clientEvents, serverEvents } from "./socket-events.ts";

it("the AsyncAPI document has every event, and no error", async () => {
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApi()));
  const isError = ({ severity }: { readonly severity: number }): boolean => severity === 0;
  expect(diagnostics.filter(isError)).toEqual([]);
  const operations = document
    ?.operations()
    .all()
    .map((operation) => `${operation.action()} ${operation.messages().all()[0]?.name()}`);
  const received = ["connect", ...Object.keys(clientEvents)].map((event) => `receive ${event}`);
  expect(operations).toEqual([...received, ...Object.keys(serverEvents).map((event) => `send ${event}`)]);
});
