import type { Bye } from "../../client/src/contract.ts";
import { PROTOCOL } from "../../client/src/contract.ts";
import type { Identity } from "../../core/entities/user.ts";
import { ChatError } from "../../core/errors.ts";
import { parse } from "../wire/parse.ts";
import { handshakeAuth } from "../wire/socket.ts";
import { isFailure } from "../wire/failures.ts";
import { byeOf, tooManySockets } from "./byes.ts";
import type { HeldSockets } from "./held-sockets.ts";
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

export interface GreetDeps {
  readonly useCases: Pick<GatewayUseCases, "authenticate" | "countFailure">;
  readonly held: Pick<HeldSockets, "isFull">;
  onUnexpected(error: unknown): void;
}

/** The refusal, or that there were too many of them from this address. */
const refusalOf = async (deps: GreetDeps, error: unknown, address: string | undefined) => {
  if (!(error instanceof ChatError)) deps.onUnexpected(error);
  const limited: unknown = isFailure(error)
    ? await deps.useCases.countFailure.execute(address).catch(thrown)
    : undefined;
  return { refused: byeOf(limited ?? error) };
};

const thrown = (error: unknown): unknown => error;

/** Who is at the other end, or why nobody may be. @param address where it can be told */
export const greet = async (
  deps: GreetDeps,
  auth: unknown,
  address: string | undefined,
): Promise<Identity | { readonly refused: Bye }> => {
  try {
    assertToken(auth);
    const { token, protocol } = parse(handshakeAuth, auth);
    assertSpoken(protocol);
    const user = await deps.useCases.authenticate.execute(token);
    return deps.held.isFull({ user, address }) ? { refused: tooManySockets } : user;
  } catch (error) {
    return refusalOf(deps, error, address);
  }
};
