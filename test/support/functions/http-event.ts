import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What concerns a connection, and not the request, ends where the connection does. */
const ofTheConnection = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade"]);

const text = /^(text\/|application\/(json|javascript|xml|[^;]*\+json))/;

/** A duplicate header is one with commas; cookies have a field of their own. */
const headersOf = ({ headersDistinct, socket }: IncomingMessage, body: Buffer): Record<string, string> => {
  const sent = Object.entries(headersDistinct).flatMap(([name, values]) =>
    values === undefined || name === "cookie" || ofTheConnection.has(name) ? [] : [[name, values.join(",")]],
  );
  const added = { "x-forwarded-for": socket.remoteAddress ?? "", "x-forwarded-proto": "http" };
  return { ...(Object.fromEntries(sent) as Record<string, string>), ...added, "content-length": `${body.length}` };
};

/** Text travels as it is, all else in base64; so do bytes that are no text whatever they are called. */
const bodyOf = ({ headers }: IncomingMessage, body: Buffer) => {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = text.test(headers["content-type"] ?? "") && isUtf8(body);
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
};

/** What stands in front of a function: its own URL, or an HTTP API. */
export type Front = "function-url" | "http-api";

const domains: Readonly<Record<Front, string>> = {
  "function-url": "test.lambda-url.eu-central-1.on.aws",
  "http-api": "test.execute-api.eu-central-1.amazonaws.com",
};

/** An HTTP API decodes a path before it hands it over, and takes what then looks like a query for one. */
const pathOf = (sent: string, front: Front): string => {
  if (front === "function-url") return sent;
  try {
    return decodeURIComponent(sent).split("?")[0] ?? "";
  } catch {
    return sent;
  }
};

const contextOf = (request: IncomingMessage, path: string, front: Front) => ({
  accountId: "123456789012",
  apiId: "test",
  domainName: domains[front],
  domainPrefix: "test",
  http: {
    method: request.method ?? "",
    path,
    protocol: `HTTP/${request.httpVersion}`,
    sourceIp: request.socket.remoteAddress ?? "",
    userAgent: request.headers["user-agent"] ?? "",
  },
  requestId: randomUUID(),
  routeKey: "$default",
  stage: "$default",
  time: new Date().toUTCString(),
  timeEpoch: Date.now(),
});

/** A request as a function gets it, in the payload format 2.0. */
export const httpEvent = (request: IncomingMessage, body: Buffer, front: Front): object => {
  const [sent = "", ...query] = (request.url ?? "").split("?");
  const rawPath = pathOf(sent, front);
  const { cookie } = request.headers;
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: query.join("?"),
    ...(cookie === undefined ? {} : { cookies: cookie.split("; ") }),
    headers: headersOf(request, body),
    requestContext: contextOf(request, rawPath, front),
    ...bodyOf(request, body),
  };
};
