import { Router } from "express";

import { asyncApi } from "../wire/asyncapi.ts";
import { openApi } from "../wire/openapi.ts";
import { madeOnce } from "./made-once.ts";
import { errorsPage } from "./pages/errors.ts";
import { permissionsPage } from "./pages/permissions.ts";
import { socketPage } from "./pages/socket.ts";
import { statusOf } from "./problem.ts";
import { addRoute } from "./routes.ts";

/** The documents for tools, and for people those that a refusal or an event leads to. */
export const documents = (): Router => {
  const router = Router({ caseSensitive: true });
  const pages = {
    "/openapi.json": madeOnce("json", () => JSON.stringify(openApi(statusOf))),
    "/asyncapi.json": madeOnce("json", () => JSON.stringify(asyncApi())),
    "/docs/errors": madeOnce("html", () => errorsPage(statusOf)),
    "/docs/socket": madeOnce("html", () => socketPage(asyncApi())),
    "/docs/permissions": madeOnce("html", permissionsPage),
  };
  for (const [path, handler] of Object.entries(pages)) addRoute(router, path, { get: [handler] });
  return router;
};
