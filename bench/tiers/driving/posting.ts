import { encodeRequest, HttpLine } from "./http-line.ts";
import type { Measured, PostJob, Poster, Prepared } from "./job.ts";
import { textLength } from "./job.ts";
import { markedText } from "./marks.ts";

export const postOf = ({ token, roomId }: Poster, index: number): string =>
  encodeRequest({ path: `/v1/rooms/${roomId}/messages`, token, body: { text: markedText(index, textLength) } });

/** Each takes the next number as soon as its last one is answered. */
export const inLanes = async (
  lanes: number,
  count: number,
  work: (index: number, lane: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const run = async (lane: number): Promise<void> => {
    while (next < count) await work(next++, lane);
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)));
};

export const preparePosts = ({ httpUrl, lanes, count }: PostJob): Prepared => {
  const lines = lanes.map((posters) => ({ posters, line: new HttpLine(httpUrl), posted: 0 }));
  return {
    async run(): Promise<Measured> {
      const startedAt = performance.now();
      await inLanes(lines.length, count, async (index, lane) => {
        const at = lines[lane];
        const poster = at?.posters[at.posted++ % at.posters.length];
        if (poster) await at.line.send(postOf(poster, index));
      });
      return { perSecond: count / ((performance.now() - startedAt) / 1_000) };
    },
    async close() {
      for (const { line } of lines) line.close();
    },
  };
};
