/** WebSocket frames (RFC 6455), as far as a Socket.IO server without compression uses them: whole and of text. */

/** As clients must, with a mask; one of zeros leaves the payload as it is. */
export const textFrame = (text: string): Buffer => {
  const payload = Buffer.from(text);
  const isLong = payload.length > 125;
  const length = isLong ? [0x80 | 126, payload.length >> 8, payload.length & 0xff] : [0x80 | payload.length];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]);
};

interface Frame {
  readonly start: number;
  readonly end: number;
}

/** Of a server, so without a mask; nothing while some of it is missing. */
const frameAt = (bytes: Buffer, at: number): Frame | undefined => {
  const length = bytes[at + 1];
  if (length === undefined) return undefined;
  const head = length < 126 ? 2 : length === 126 ? 4 : 10;
  if (bytes.length < at + head) return undefined;
  const size = length < 126 ? length : length === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
  const end = at + head + size;
  return end > bytes.length ? undefined : { start: at + head, end };
};

/** @returns how many bytes were used: the rest is the beginning of a frame. */
export const eachFrame = (bytes: Buffer, take: (payload: Buffer) => void): number => {
  let at = 0;
  for (let frame = frameAt(bytes, at); frame; frame = frameAt(bytes, at)) {
    take(bytes.subarray(frame.start, frame.end));
    at = frame.end;
  }
  return at;
};
