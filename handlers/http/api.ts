import type { Request, RequestHandler, Response } from "express";
import { Router } from "express";
import { z } from "zod";

import type { Origin } from "../../core/entities/actor.ts";
import { costsOf } from "../wire/budgets.ts";
import { isFailure } from "../wire/failures.ts";
import type { Operation } from "../wire/operation.ts";
import type { OperationId } from "../wire/operations.ts";
import { operations } from "../wire/operations.ts";
import { parse } from "../wire/parse.ts";
import { uuid } from "../wire/values.ts";
import { budgetHeaders } from "./budget-headers.ts";
import { audit } from "./audit.ts";
import { callerOf } from "./authenticate.ts";
import { jsonIn, readBytes } from "./body.ts";
import { blocks } from "./blocks.ts";
import { commands } from "./commands.ts";
import type { Asked, Handlers } from "./handler.ts";
import { me } from "./me.ts";
import { invitations } from "./invitations.ts";
import { members } from "./members.ts";
import { moderation } from "./moderation.ts";
import { messages } from "./messages.ts";
import { queryOf } from "./query.ts";
import { requestIdOf } from "./request-id.ts";
import { receipts } from "./receipts.ts";
import { presence } from "./presence.ts";
import { reports } from "./reports.ts";
import { rooms } from "./rooms.ts";
import type { Methods } from "./routes.ts";
import { addRoute } from "./routes.ts";
import { sync } from "./sync.ts";
import type { HttpUseCases } from "./use-cases.ts";
import { users } from "./users.ts";

interface Answered {
  readonly status: number;
  readonly body?: unknown;
}

type AnyAsked = Omit<Asked<OperationId>, "params" | "query" | "body"> & Record<"params" | "query" | "body", unknown>;

/** A handler of whichever operation: the table gives each the input that its own type asks for. */
type AnyHandler = (asked: AnyAsked) => Promise<Answered>;

const handlersOf = (use: HttpUseCases): Handlers => ({
  ...rooms(use),
  ...members(use),
  ...invitations(use),
  ...moderation(use),
  ...audit(use),
  ...messages(use),
  ...receipts(use),
  ...reports(use),
  ...blocks(use),
  ...sync(use),
  ...commands(use),
  ...me(use),
  ...presence(use),
  ...users(use),
});

const noQuery = z.strictObject({});

const inputOf = (operation: Operation, request: Request) => ({
  params: operation.params && parse(operation.params, request.params),
  query: parse(operation.query ?? noQuery, queryOf(request.originalUrl)),
  body: operation.body && parse(operation.body, jsonIn(request)),
});

const keyHeader = "Idempotency-Key";
const withKey = z.strictObject({ [keyHeader]: uuid.exactOptional() });

const keyOf = (operation: Operation, request: Request) => {
  const key = operation.hasKey ? request.get(keyHeader) : undefined;
  return key !== undefined && { idempotencyKey: parse(withKey, { [keyHeader]: key })[keyHeader] };
};

const askedOf = async (use: HttpUseCases, operation: Operation, request: Request, origin: Origin) => {
  const caller = await callerOf(use, request, origin);
  return { caller, input: { ...inputOf(operation, request), ...keyOf(operation, request) } };
};

interface ApiDeps {
  readonly use: HttpUseCases;
  readonly addressOf: (request: Request) => string | undefined;
}

/** What fails costs an address, what is asked properly a user; what is paid for may still be refused. */
const answerWith =
  ({ use, addressOf }: ApiDeps, id: OperationId, handler: AnyHandler): RequestHandler =>
  async (request: Request, response: Response) => {
    const operation: Operation = operations[id];
    const address = addressOf(request);
    const origin: Origin = { requestId: requestIdOf(response), ...(address !== undefined && { address }) };
    const { caller, input } = await askedOf(use, operation, request, origin).catch(async (error: unknown) => {
      if (isFailure(error)) await use.countFailure.execute(address);
      throw error;
    });
    const header: AnyAsked["header"] = (name, value) => response.set(name, value);
    const spent = await use.spendBudget.execute({ user: caller, costs: costsOf(id, operation, input.body) });
    for (const [name, value] of budgetHeaders(spent)) header(name, value);
    const { status, body } = await handler({ ...input, caller, prefer: request.get("prefer") ?? "", header });
    response.status(status).set("Cache-Control", "no-store");
    if (body === undefined) response.end();
    else response.json(body);
  };

/** The routes of /v1, made from the table of operations. */
export const api = (use: HttpUseCases, addressOf: ApiDeps["addressOf"]): Router => {
  const handlers = handlersOf(use);
  const paths = new Map<string, Methods>();
  for (const [id, operation] of Object.entries<Operation>(operations)) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ":$1");
    const answer = answerWith({ use, addressOf }, id as OperationId, handlers[id as OperationId] as AnyHandler);
    paths.set(path, { ...paths.get(path), [operation.method]: operation.body ? [readBytes, answer] : [answer] });
  }
  const router = Router({ caseSensitive: true });
  for (const [path, methods] of paths) addRoute(router, path, methods);
  return router;
};
