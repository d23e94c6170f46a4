/** Posts as alice, pasted into a shell in the project's directory. */
export const curlLine = (address: string): string =>
  `curl ${address}/v1/rooms/lobby/messages -H "authorization: Bearer $(npm run -s token -- alice)" -H "content-type: application/json" -d '{"text":"hello from curl"}'`;
