import { request } from "node:http";

import type { AnyBody, User } from "./user.ts";
import { deployment } from "./deployment.ts";

/** More than a server takes, before it looks at any of it. */
const tooLong = 16_000;

/** A header is bytes: text goes as UTF-8, which `fetch` would refuse to send. */
const headerOf = (token: string): string => Buffer.from(`Bearer ${token}`).toString("latin1");

const answerTo = (token: string, url: string): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(`${url}/v1/me`, { headers: { authorization: headerOf(token) }, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on("error", reject).end();
  });

/** What became of a request with this token: `taken`, or the code that it was refused with. */
export const refusedByHttp = async (token: string, url = deployment().url): Promise<string> => {
  const { status, body } = await answerTo(token, url);
  if (status === 200) return "taken";
  if (status === 431 && token.length > tooLong) return "unauthenticated";
  const { code } = JSON.parse(body) as AnyBody;
  return status === 401 ? (code ?? "") : `${status} ${code ?? ""}`;
};

/** And of a handshake. */
export const refusedBySocket = async (user: User, token: string): Promise<string> => {
  const socket = await user.knock({ token });
  await socket.until(() => socket.ready ?? socket.isOver, "the handshake is answered");
  if (socket.ready) return "taken";
  const { code = "nothing" } = socket.refusal ?? {};
  return code === "invalid_input" && token.length > tooLong ? "unauthenticated" : code;
};
