/** An operator's mistake, or a broker that is not there; the message says where, why and what to do, and no password. */
export class BrokerUnreachable extends Error {
  override readonly name = "BrokerUnreachable";

  constructor(url: string, cause: unknown) {
    super(`RabbitMQ at ${addressIn(url)} cannot be used: ${reasonOf(cause)}. Start it, or correct AMQP_URL.`, {
      cause,
    });
  }
}

const addressIn = (url: string): string => {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "amqps:" ? "5671" : "5672")}`;
};

/** amqplib tells most refusals of a handshake apart by their text alone. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/^Handshake terminated by server: 403/, "the user or the password is refused"],
  [/^Expected ConnectionOpenOk/, "there is no such vhost, or the user may not use it"],
  [/^Socket closed abruptly/, "it ended the connection during the handshake, so it may be no RabbitMQ"],
  [/ETIMEDOUT/, "ETIMEDOUT"],
  [/ 403 \(ACCESS-REFUSED\)/, "the user may not declare the queues"],
  [/ 406 \(PRECONDITION-FAILED\)/, "it does not know the queues' arguments, which takes version 3.10 or newer"],
];

/** Why a connection was not made, or was lost, for an operator. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown";
  const known = refusals.find(([pattern]) => pattern.test(error.message))?.[1];
  if (known !== undefined) return known;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : error.message;
};
