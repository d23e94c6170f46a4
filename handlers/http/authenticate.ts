import type { Request } from "express";

import type { Actor, Origin } from "../../core/entities/actor.ts";
import type { Identity } from "../../core/entities/user.ts";
import { ChatError } from "../../core/errors.ts";
import type { HttpUseCases } from "./use-cases.ts";

/** What `WWW-Authenticate` says beside a 401. */
export const challenge = 'Bearer realm="chat"';

const bearer = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** @throws ChatError `unauthenticated`, `token_expired`, `unavailable` */
export const callerOf = async (
  use: Pick<HttpUseCases, "authenticate">,
  request: Request,
  origin: Origin,
): Promise<Identity & Actor> => {
  const token = bearer.exec(request.get("authorization") ?? "")?.[1];
  if (token === undefined) throw new ChatError("unauthenticated", "Send the header Authorization: Bearer <token>.");
  return { ...(await use.authenticate.execute(token)), origin };
};
