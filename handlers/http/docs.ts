import type { RequestHandler } from "express";
import { Router } from "express";
import swaggerUiFolder from "swagger-ui-dist/absolute-path.js";

import { madeOnce } from "./made-once.ts";
import { apiPage, apiPageScript } from "./pages/api.ts";
import { addRoute } from "./routes.ts";

const assets = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

const file = (name: string): RequestHandler => {
  const options = { root: swaggerUiFolder(), maxAge: "1h" };
  return (_request, response, next) => response.sendFile(name, options, (error?: Error) => error && next(error));
};

/** The page on which the API can be tried; it weighs more than everything else together. */
export const docs = (): Router => {
  const router = Router({ caseSensitive: true });
  const add = (path: string, handler: RequestHandler): void => addRoute(router, path, { get: [handler] });
  add("/docs", madeOnce("html", apiPage));
  add(
    "/docs/start.js",
    madeOnce("js", () => apiPageScript),
  );
  for (const name of assets) add(`/docs/assets/${name}`, file(name));
  return router;
};
