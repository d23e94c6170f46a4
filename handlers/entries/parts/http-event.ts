/** An event of API Gateway or of a load balancer, as far as it is looked at here. */
export interface HttpEvent {
  /** 2.0, or 1.0, of an HTTP API or a function's URL; nothing of a REST API and of a load balancer. */
  readonly version?: string;
  readonly rawPath?: string;
  readonly path?: string;
  readonly requestContext?: { readonly stage?: string; readonly path?: string; readonly domainName?: string };
}

/** Of all fronts an HTTP API alone hands the path over decoded; the others leave it as it was sent. */
const isDecoded = ({ version, requestContext }: HttpEvent): boolean =>
  version !== undefined && !/[.]lambda-url[.]/.test(requestContext?.domainName ?? "");

/** What was a slash or a question mark in an id cannot be told from those of the address any more. */
const encoded = (path: string): string =>
  path
    .toWellFormed()
    .replaceAll("%", "%25")
    .replaceAll(/[^!-~]+|[#?]/g, encodeURIComponent);

/** A stage that is not the default one is the first part of the path. A REST API has taken it away already. */
const withoutStage = (path: string, { stage, path: whole }: NonNullable<HttpEvent["requestContext"]>): string => {
  if (stage === undefined || stage === "" || whole === `/${stage}${path}`) return path;
  if (path === `/${stage}`) return "/";
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
};

/** The same event, with the path by which the app knows the address. */
export const addressed = (event: HttpEvent): HttpEvent => {
  const name = event.version === "2.0" ? "rawPath" : "path";
  const path = withoutStage(event[name] ?? "/", event.requestContext ?? {});
  return { ...event, [name]: isDecoded(event) ? encoded(path) : path };
};
