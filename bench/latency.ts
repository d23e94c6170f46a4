import { once } from "node:events";
import type { Socket } from "socket.io-client";
import { io } from "socket.io-client";
import type { RoomEvent } from "../client/src/contract.ts";
import { signToken } from "../infra/auth/sign.ts";
import { quantile } from "./figures.ts";
import { secret } from "../test/support/killable-server.ts";

export interface Latency {
  readonly messages: number;
  /** From the post to the event at another member's socket, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const perSecond = 20;

const connect = async (url: string, userId: string): Promise<Socket> => {
  const token = await signToken(secret, { userId, expires: "1h" });
  const socket = io(url, { transports: ["websocket"], auth: { token, protocol: 1 } });
  await once(socket as unknown as NodeJS.EventEmitter, "ready");
  return socket;
};

const post = async (url: string, token: string, path: string, body: object): Promise<void> => {
  const answer = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
};

/** Twenty posts a second over HTTP into a room of two, as seen by the other one. */
export const measureLatency = async (url: string, messages: number): Promise<Latency> => {
  const token = await signToken(secret, { userId: "ann", expires: "1h" });
  await post(url, token, "/v1/rooms", { id: "bench", kind: "group", members: ["ben"] });
  const ben = await connect(url, "ben");
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  ben.on("events", (events: readonly RoomEvent[]) => {
    for (const event of events) {
      const sent = event.type === "message" ? sentAt.get(event.message.text) : undefined;
      if (sent !== undefined) latencies.push(performance.now() - sent);
    }
  });
  for (let index = 0; index < messages; index += 1) {
    sentAt.set(String(index), performance.now());
    await post(url, token, "/v1/rooms/bench/messages", { text: String(index) });
    await new Promise((resolve) =>
      setTimeout(resolve, 1_000 / perSecond - (performance.now() - (sentAt.get(String(index)) ?? 0))),
    );
  }
  while (latencies.length < messages) await once(ben as unknown as NodeJS.EventEmitter, "events");
  ben.close();
  return { messages, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
};
