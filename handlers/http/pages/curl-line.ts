/**
 * Posts as alice, pasted into a shell in the project's directory.
 * @param prefix sets what the command that makes the token needs, as in `DATA_DIR=/srv/chat `.
 */
export const curlLine = (address: string, prefix = ""): string =>
  `curl ${address}/v1/rooms/lobby/messages -H "authorization: Bearer $(${prefix}npm run -s token -- alice)" -H "content-type: application/json" -d '{"text":"hello from curl"}'`;
