import type { RequestHandler } from "express";
import { Router } from "express";
import swaggerUiFolder from "swagger-ui-dist/absolute-path.js";

import { asyncApi } from "../wire/asyncapi.ts";
import { openApi } from "../wire/openapi.ts";
import { apiPage, apiPageScript } from "./pages/api.ts";
import { errorsPage } from "./pages/errors.ts";
import { socketPage } from "./pages/socket.ts";
import { statusOf } from "./problem.ts";
import { addRoute } from "./routes.ts";

const assets = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

/** Made when somebody asks, and then kept: a function that starts cold should not make what nobody reads. */
const answer = (type: "html" | "json" | "js", make: () => string): RequestHandler => {
  let made: string | undefined;
  return (_request, response) => {
    made ??= make();
    response.type(type).send(made);
  };
};

const file = (name: string): RequestHandler => {
  const options = { root: swaggerUiFolder(), maxAge: "1h" };
  return (_request, response, next) => response.sendFile(name, options, (error?: Error) => error && next(error));
};

/** The documents for tools, and pages of them for people. */
export const docs = (): Router => {
  const router = Router({ caseSensitive: true });
  const add = (path: string, handler: RequestHandler): void => addRoute(router, path, { get: [handler] });
  add(
    "/openapi.json",
    answer("json", () => JSON.stringify(openApi(statusOf))),
  );
  add(
    "/asyncapi.json",
    answer("json", () => JSON.stringify(asyncApi())),
  );
  add("/docs", answer("html", apiPage));
  add(
    "/docs/start.js",
    answer("js", () => apiPageScript),
  );
  add(
    "/docs/errors",
    answer("html", () => errorsPage(statusOf)),
  );
  add(
    "/docs/socket",
    answer("html", () => socketPage(asyncApi())),
  );
  for (const name of assets) add(`/docs/assets/${name}`, file(name));
  return router;
};
