import type { IncomingMessage } from "node:http";
import cors from "cors";
import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import express from "express";
import helmet from "helmet";

import { ChatError } from "../../core/errors.ts";
import type { AnsweredRequest } from "./access-log.ts";
import { logRequests } from "./access-log.ts";
import { api } from "./api.ts";
import { documents } from "./documents.ts";
import type { Health } from "./health.ts";
import { health } from "./health.ts";
import { isRefusal, sendProblem } from "./problem.ts";
import { giveRequestId, requestIdOf } from "./request-id.ts";
import type { HttpUseCases } from "./use-cases.ts";

/** What every answer is given with. */
interface ShellDeps {
  /** Of the characters `A-Za-z0-9._-`, at most 64. */
  newRequestId(): string;
  onRequest(answered: AnsweredRequest): void;
  /** An error that is no refusal of what the caller sent; its caller was told a code, and nothing of its text. */
  onUnexpected(error: unknown, requestId: string): void;
}

export interface HealthDeps extends Health, ShellDeps {}

export interface HttpDeps extends HealthDeps {
  readonly useCases: HttpUseCases;
  /** Of a caller, as far as the proxies in front may be believed; nothing where it cannot be told. */
  addressOf(request: IncomingMessage): string | undefined;
  /** Whether pages of this origin, as in `https://example.org`, may call. */
  allowedOrigin(origin: string): boolean;
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
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposedHeaders,
    maxAge: 600,
  });

/** A server in a private network has no TLS to be upgraded to. */
const hardening = helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });

const notFound: RequestHandler = () => {
  throw new ChatError("not_found");
};

const refuse =
  (deps: ShellDeps): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (!isRefusal(error)) deps.onUnexpected(error, requestIdOf(response));
    if (response.headersSent) next(error);
    else sendProblem(response, error);
  };

const shell = (deps: ShellDeps, ...handlers: readonly RequestHandler[]): Express => {
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

/**
 * The HTTP side of the product. It listens to nothing itself: an entry, or a function's adapter, does.
 * @param pages what it shows to people beside
 */
export const createApp = (deps: HttpDeps, ...pages: readonly RequestHandler[]): Express =>
  // The API first, since each router before it is asked, too.
  shell(
    deps,
    browsers(deps),
    api(deps.useCases, (request) => deps.addressOf(request)),
    health(deps),
    documents(),
    ...pages,
  );

/** For a process that cannot do its work now: it says so to everybody. */
export const createRefusingApp = (deps: ShellDeps, detail: string): Express =>
  shell(deps, () => {
    throw new ChatError("unavailable", detail);
  });

/** For a process that serves something else: its health and its figures. */
export const createHealthApp = (deps: HealthDeps): Express => shell(deps, health(deps));
