import type { RequestHandler } from "express";

/** Made when somebody asks, and then kept: a function that starts cold should not make what nobody reads. */
export const madeOnce = (type: "html" | "json" | "js", make: () => string): RequestHandler => {
  let made: string | undefined;
  return (_request, response) => {
    made ??= make();
    response.type(type).send(made);
  };
};
