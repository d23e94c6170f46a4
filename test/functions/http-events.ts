import type { Functions } from "../support/functions/functions.ts";
import { signToken } from "../support/tokens.ts";

/** A request, in whichever of the shapes a function is handed it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export interface Result {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export const tokenFor = ({ tiers }: Functions, userId = "alice"): Promise<string> =>
  signToken({ id: userId, tenant: "default" }, { secret: tiers.secret });

const bodyOf = ({ body, isBase64Encoded = false }: Request) => ({ body: body ?? null, isBase64Encoded });

const multi = (values: Iterable<readonly [string, string]>): Record<string, string[]> => {
  const lists: Record<string, string[]> = {};
  for (const [name, value] of values) (lists[name] ??= []).push(value);
  return lists;
};

const queryOf = ({ query = "" }: Request) => new URLSearchParams(query);

/** What a function's URL hands over, or, with a stage, an HTTP API. */
export const format2 = (request: Request, stage = "$default"): object => ({
  version: "2.0",
  routeKey: "$default",
  rawPath: stage === "$default" ? request.path : `/${stage}${request.path}`,
  rawQueryString: request.query ?? "",
  headers: request.headers ?? {},
  requestContext: {
    http: { method: request.method, path: request.path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1" },
    requestId: "JKJaXmPLvHcESHA=",
    domainName:
      stage === "$default" ? "abc.lambda-url.eu-central-1.on.aws" : "abc.execute-api.eu-central-1.amazonaws.com",
    stage,
  },
  ...bodyOf(request),
});

/** What a REST API hands over. */
export const format1 = (request: Request): object => ({
  resource: "/{proxy+}",
  httpMethod: request.method,
  path: request.path,
  headers: request.headers ?? {},
  multiValueHeaders: multi(Object.entries(request.headers ?? {})),
  queryStringParameters: Object.fromEntries(queryOf(request)),
  multiValueQueryStringParameters: multi(queryOf(request)),
  requestContext: {
    identity: { sourceIp: "192.0.2.1" },
    path: `/dev${request.path}`,
    requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    stage: "dev",
  },
  ...bodyOf(request),
});

const loadBalancer = {
  elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/chat" },
};

/** What a load balancer hands over: values of a query as they were sent. */
export const balancer = (request: Request): object => ({
  requestContext: loadBalancer,
  httpMethod: request.method,
  path: request.path,
  queryStringParameters: Object.fromEntries(queryOf(request)),
  headers: request.headers ?? {},
  ...bodyOf(request),
  body: request.body ?? "",
});

/** The same, of a target group that hands over every value of a header. */
export const balancerOfMany = (request: Request): object => ({
  requestContext: loadBalancer,
  httpMethod: request.method,
  path: request.path,
  multiValueQueryStringParameters: multi(queryOf(request)),
  multiValueHeaders: multi(Object.entries(request.headers ?? {})),
  ...bodyOf(request),
  body: request.body ?? "",
});
