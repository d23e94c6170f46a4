import { expect, it } from "@jest/globals";
import { ChatApi } from "../../client/src/api.ts";
import type { HttpClient } from "../../client/src/http.ts";
import { operations } from "../../handlers/wire/operations.ts";

/** Those of the classes that it is made of, too. */
const methodsOf = (api: object): readonly string[] => {
  const prototype = Object.getPrototypeOf(api) as object | null;
  if (!prototype || prototype === Object.prototype) return [];
  return [...Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor"), ...methodsOf(prototype)];
};

/** Where each method of the client goes, whatever it is asked. */
const routesOfClient = async (): Promise<readonly string[]> => {
  const routes: string[] = [];
  const http: Pick<HttpClient, "request"> = {
    request: <T>(method: string, path: string) => {
      routes.push(`${method} ${path}`);
      return Promise.resolve({ userId: "me" } as T);
    },
  };
  const api = new ChatApi(http as HttpClient);
  const methods = api as unknown as Record<string, (...ids: string[]) => Promise<unknown>>;
  for (const name of methodsOf(api)) {
    await methods[name]!("one", "two", "three");
    // One that takes no id may go elsewhere than with one.
    await methods[name]!();
  }
  return routes;
};

it("the client has a method for every route", async () => {
  const routes = await routesOfClient();
  const without = Object.values(operations).filter(({ method, path }) => {
    const route = new RegExp(`^${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    return !routes.some((each) => route.test(each));
  });
  expect(without.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});
