import type { RequestHandler, Response } from "express";

const header = "X-Request-Id";
const usable = /^[A-Za-z0-9._-]{1,64}$/;

/** Takes the caller's own id when it is usable, so that one id follows a request through all its systems. */
export const giveRequestId =
  (newRequestId: () => string): RequestHandler =>
  (request, response, next) => {
    const given = request.get(header);
    response.set(header, given !== undefined && usable.test(given) ? given : newRequestId());
    next();
  };

export const requestIdOf = (response: Response): string => response.get(header) ?? "";
