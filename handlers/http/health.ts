import { Router } from "express";

import { statusOf } from "./problem.ts";
import { addRoute } from "./routes.ts";

export interface Health {
  /** What the process depends on, and whether each part answers. */
  readiness(): Promise<Readonly<Record<string, boolean>>>;
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** /healthz: the process runs. /readyz: it can serve. /metrics: its figures, for Prometheus. */
export const health = (deps: Health): Router => {
  const router = Router({ caseSensitive: true });
  addRoute(router, "/healthz", { get: [(_request, response) => void response.json({ status: "ok" })] });
  addRoute(router, "/readyz", {
    get: [
      async (_request, response) => {
        const parts = await deps.readiness();
        const ready = Object.values(parts).every(Boolean);
        if (!ready) response.status(statusOf("unavailable"));
        response.json({ status: ready ? "ready" : "not_ready", parts });
      },
    ],
  });
  addRoute(router, "/metrics", {
    get: [
      async (_request, response) => {
        const { contentType, body } = await deps.metrics();
        response.set("Content-Type", contentType).send(body);
      },
    ],
  });
  return router;
};
