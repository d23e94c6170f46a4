import type { RequestHandler, Response } from "express";

import { requestIdOf } from "./request-id.ts";

/** One answered request. `route` is the pattern, never the address: it may serve as the label of a metric. */
export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly requestId: string;
}

const routes = new WeakMap<Response, string>();

export const nameRoute = (response: Response, route: string): void => {
  routes.set(response, route);
};

/** Tells of each request once: when it was answered, or when its caller went away. */
export const logRequests =
  (onRequest: (answered: AnsweredRequest) => void): RequestHandler =>
  (request, response, next) => {
    const startedAt = performance.now();
    let told = false;
    const tell = (): void => {
      if (told) return;
      told = true;
      onRequest({
        method: request.method,
        route: routes.get(response) ?? "unmatched",
        status: response.statusCode,
        ms: performance.now() - startedAt,
        requestId: requestIdOf(response),
      });
    };
    response.once("finish", tell).once("close", tell);
    next();
  };
