import cors from "cors";
import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import express from "express";
import helmet from "helmet";

import { ChatError } from "../../core/errors.ts";
import type { AnsweredRequest } from "./access-log.ts";
import { logRequests } from "./access-log.ts";
import { api } from "./api.ts";
import { docs } from "./docs.ts";
import type { Health } from "./health.ts";
import { health } from "./health.ts";
import { home } from "./home.ts";
import { isRefusal, sendProblem } from "./problem.ts";
import { giveRequestId, requestIdOf } from "./request-id.ts";
import type { HttpUseCases } from "./use-cases.ts";

export interface HealthDeps extends Health {
  /** Of the characters `A-Za-z0-9._-`, at most 64. */
  newRequestId(): string;
  onRequest(answered: AnsweredRequest): void;
  /** An error that is no refusal of what the caller sent; its caller was told a code, and nothing of its text. */
  onUnexpected(error: unknown, requestId: string): void;
}

export interface HttpDeps extends HealthDeps {
  readonly useCases: HttpUseCases;
  /** Whether pages of this origin, as in `https://example.org`, may call. */
  allowedOrigin(origin: string): boolean;
  /** The server made a secret of its own and a lobby, so that anybody at its terminal can try it out. */
  readonly isTrial: boolean;
  /** Where callers reach the server, as in `http://localhost:3000`. */
  address(): string;
}

const exposedHeaders = [
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "location",
  "x-request-id",
  "preference-applied",
];

const browsers = (deps: HttpDeps): RequestHandler =>
  cors({
    origin: (origin, answer) => answer(null, origin !== undefined && deps.allowedOrigin(origin)),
    methods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    exposedHeaders,
    maxAge: 600,
  });

/** A server in a private network has no TLS to be upgraded to. */
const hardening = helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });

const notFound: RequestHandler = () => {
  throw new ChatError("not_found");
};

const refuse =
  (deps: HealthDeps): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (!isRefusal(error)) deps.onUnexpected(error, requestIdOf(response));
    if (response.headersSent) next(error);
    else sendProblem(response, error);
  };

const shell = (deps: HealthDeps, ...handlers: readonly RequestHandler[]): Express => {
  const app = express();
  app.disable("x-powered-by").disable("etag").set("query parser", false);
  app.enable("case sensitive routing");
  app.use(
    giveRequestId(() => deps.newRequestId()),
    logRequests((answered) => deps.onRequest(answered)),
    hardening,
    ...handlers,
  );
  app.use(notFound, refuse(deps));
  return app;
};

/** The HTTP side of the product. It listens to nothing itself: an entry, or a function's adapter, does. */
export const createApp = (deps: HttpDeps): Express =>
  shell(
    deps,
    browsers(deps),
    // First, since each router before it is asked, too.
    api(deps.useCases),
    home(() => deps.address(), deps.isTrial),
    health(deps),
    docs(),
  );

/** For a process that serves something else: its health and its figures. */
export const createHealthApp = (deps: HealthDeps): Express => shell(deps, health(deps));
