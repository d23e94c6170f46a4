import type { Request, RequestHandler, Response, Router } from "express";

import { ChatError } from "../../core/errors.ts";
import { nameRoute } from "./access-log.ts";

type Method = "get" | "post" | "put" | "patch" | "delete";

export type Methods = Partial<Record<Method, readonly RequestHandler[]>>;

const allowed = (methods: Methods): string => {
  const names = Object.keys(methods).map((method) => method.toUpperCase());
  return [...(names.includes("GET") ? ["HEAD"] : []), ...names, "OPTIONS"].join(", ");
};

const refuse =
  (allow: string) =>
  (request: Request, response: Response): void => {
    response.set("Allow", allow);
    if (request.method !== "OPTIONS") throw new ChatError("method_not_allowed");
    response.sendStatus(204);
  };

/** One address with all its methods; any other method is refused with the list of them. @param path as Express writes it */
export const addRoute = (router: Router, path: string, methods: Methods): void => {
  const route = router.route(path);
  route.all((_request, response, next) => {
    nameRoute(response, path);
    next();
  });
  for (const [method, handlers] of Object.entries(methods)) route[method as Method](...handlers);
  route.all(refuse(allowed(methods)));
};
