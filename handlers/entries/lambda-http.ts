import type { Context } from "aws-lambda";
import { randomUUID } from "node:crypto";
import serverlessHttp from "serverless-http";
import { configFor } from "../../infra/config.ts";
import { heartbeatMs } from "../../infra/rabbitmq/link.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import { createApp, createRefusingApp } from "../http/app.ts";
import { Environment } from "./parts/environment.ts";
import type { HttpEvent } from "./parts/http-event.ts";
import { addressed } from "./parts/http-event.ts";
import { httpRole } from "./parts/http-role.ts";
import { forgottenMs, openFunction, openRenewableDatabase } from "./parts/open-function.ts";
import { openLimits } from "./parts/open-limits.ts";
import { openBroadcasting } from "./parts/open-broadcasting.ts";
import { openPresence } from "./parts/open-presence.ts";
import { openPublishing } from "./parts/open-queue.ts";
import { resumeQueue } from "./parts/resume-queue.ts";

const role = "http";
/** Everything that is answered is text. */
const options = { binary: false };

/** HTTP as a function; what /readyz and /metrics tell is of the one environment that happens to answer. */
const open = () =>
  openFunction(async (frame, config) => {
    const settings = configFor(role, config);
    const database = await openRenewableDatabase(frame, settings, role);
    const queue = await openPublishing(frame, settings, role);
    const notices = await openBroadcasting(frame, settings, role);
    const presence = await openPresence(frame, settings, role);
    const limits = await openLimits(frame, settings, role);
    const queueResumed = resumeQueue(queue.link, heartbeatMs(settings.amqpUrl), systemClock);
    return {
      answer: serverlessHttp(
        createApp(httpRole(frame, settings, { database, queue, notices, presence, limits })),
        options,
      ),
      resume: async (pauseMs: number) => {
        const isForgotten = pauseMs > forgottenMs;
        if (isForgotten) database.renew();
        await Promise.all([
          queueResumed(pauseMs),
          ...(isForgotten ? [notices.renew(), presence.renew(), limits.renew()] : []),
        ]);
      },
    };
  });

const environment = new Environment(open, systemClock);

/** Of an environment that cannot start, which its next invocation tries again. */
const refuse = serverlessHttp(
  createRefusingApp(
    { newRequestId: randomUUID, onRequest: () => {}, onUnexpected: () => {} },
    "The function could not be started.",
  ),
  options,
);

/** For API Gateway in both of its formats, for a function's URL, and for a load balancer. */
export const handler = async (event: HttpEvent, context: Context): Promise<object> => {
  const asked = addressed(event);
  return environment.invoke(
    ({ answer }) => answer(asked, context),
    () => refuse(asked, context),
  );
};
