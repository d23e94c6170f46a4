import type { Bye } from "../../client/src/contract.ts";
import { PROTOCOL } from "../../client/src/contract.ts";
import type { Identity } from "../../core/entities/user.ts";
import { ChatError } from "../../core/errors.ts";
import { parse } from "../wire/parse.ts";
import { handshakeAuth } from "../wire/socket.ts";
import { byeOf } from "./byes.ts";
import type { GatewayUseCases } from "./use-cases.ts";

const assertSpoken = (protocol: number): void => {
  if (protocol === PROTOCOL) return;
  const message = `This server speaks protocol ${PROTOCOL}.`;
  throw new ChatError("invalid_input", message, { errors: [{ path: "protocol", code: "unsupported", message }] });
};

/** Whoever has no token yet should fetch one, not give up. */
const assertToken = (auth: unknown): void => {
  const { token } = (auth ?? {}) as { token?: unknown };
  if (token === undefined || token === "") throw new ChatError("unauthenticated");
};

/** Who is at the other end, or why nobody may be. */
export const greet = async (
  { authenticate }: Pick<GatewayUseCases, "authenticate">,
  auth: unknown,
  onUnexpected: (error: unknown) => void,
): Promise<Identity | { readonly refused: Bye }> => {
  try {
    assertToken(auth);
    const { token, protocol } = parse(handshakeAuth, auth);
    assertSpoken(protocol);
    return await authenticate.execute(token);
  } catch (error) {
    if (!(error instanceof ChatError)) onUnexpected(error);
    return { refused: byeOf(error) };
  }
};
