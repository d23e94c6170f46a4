import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

interface Result {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** Both are made anew from the body. */
const measures = new Set(["content-length", "transfer-encoding", "connection"]);

const isResult = (result: unknown): result is Result =>
  typeof result === "object" && result !== null && Number.isInteger((result as Partial<Result>).statusCode);

const headersOf = ({ headers = {}, cookies = [] }: Result): OutgoingHttpHeaders => {
  const kept = Object.entries(headers).filter(([name]) => !measures.has(name.toLowerCase()));
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    ...(cookies.length > 0 ? { "set-cookie": [...cookies] } : {}),
  };
};

/** As the gateway answers by itself: not in the product's words. */
export const answerItself = (response: ServerResponse, status: number, message: string): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
};

/** What the function returned, as an answer in HTTP. */
export const answerWith = (response: ServerResponse, result: unknown): void => {
  if (!isResult(result)) {
    answerItself(response, 500, "Internal Server Error");
    return;
  }
  const body = Buffer.from(result.body ?? "", result.isBase64Encoded === true ? "base64" : "utf8");
  response.writeHead(result.statusCode, headersOf(result)).end(body);
};
