import { Router } from "express";

import { PROTOCOL } from "../../client/src/contract.ts";
import { homePage } from "./pages/home.ts";
import { addRoute } from "./routes.ts";

/**
 * The first page: for a browser where to go next, for anything else the same as JSON.
 * @param address where callers reach the server, as in `http://localhost:3000`
 * @param isTrial the server made a secret of its own and a lobby, so that anybody at its terminal can try it out
 */
export const home = (address: () => string, isTrial: boolean): Router => {
  const router = Router({ caseSensitive: true });
  addRoute(router, "/", {
    get: [
      (request, response) => {
        response.vary("Accept");
        if (request.accepts(["json", "html"]) === "html") response.type("html").send(homePage(address(), isTrial));
        else response.json({ name: "chat-backend", protocol: PROTOCOL, address: address(), docs: "/docs" });
      },
    ],
  });
  return router;
};
