import { Router } from "express";

import { statusOf } from "./problem.ts";
import { addRoute } from "./routes.ts";

/** Whether each part answers that the process depends on. */
export interface Readiness {
  /** Without one of these it can serve nobody: whoever sends it work should send it elsewhere. */
  readonly needed: Readonly<Record<string, boolean>>;
  /** Without one of these it goes on with less, as every other process like it does. */
  readonly others?: Readonly<Record<string, boolean>>;
}

export interface Health {
  readiness(): Promise<Readiness>;
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** /healthz: the process runs. /readyz: it can serve. /metrics: its figures, for Prometheus. */
export const health = (deps: Health): Router => {
  const router = Router({ caseSensitive: true });
  addRoute(router, "/healthz", { get: [(_request, response) => void response.json({ status: "ok" })] });
  addRoute(router, "/readyz", {
    get: [
      async (_request, response) => {
        const { needed, others = {} } = await deps.readiness();
        const canServe = Object.values(needed).every(Boolean);
        const isWhole = canServe && Object.values(others).every(Boolean);
        if (!canServe) response.status(statusOf("unavailable"));
        response.json({
          status: isWhole ? "ready" : canServe ? "degraded" : "not_ready",
          parts: { ...needed, ...others },
        });
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
