import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import type { Socket } from "socket.io";
import { Server } from "socket.io";
import { listen } from "./listen.ts";
import { newMessage, openPublisher } from "./queue.ts";
import { namespace, redisUrl } from "./settings.ts";
import { userOf } from "./user.ts";

interface Post {
  readonly roomId: string;
  readonly text: string;
}

const publish = await openPublisher();
const server = createServer();
const adapter = createAdapter(new Redis(redisUrl), new Redis(redisUrl), { key: namespace });
const io = new Server(server, { transports: ["websocket"], adapter });
const users = new WeakMap<Socket, string>();

io.use((socket, next) => {
  userOf(String(socket.handshake.auth.token)).then(
    (userId) => {
      users.set(socket, userId);
      next();
    },
    () => next(new Error("unauthenticated")),
  );
});

const send = async (socket: Socket, { roomId, text }: Post, answer: (said: object) => void): Promise<void> => {
  const message = newMessage(roomId, users.get(socket) ?? "", text);
  await publish(message);
  answer({ ok: true, id: message.id, roomId, status: "accepted" });
};

io.on("connection", async (socket) => {
  // There is no store, so a client says which rooms are its own.
  await socket.join(socket.handshake.auth.rooms as string[]);
  socket.on("send", (post: Post, answer: (said: object) => void) => void send(socket, post, answer));
  socket.emit("ready", {});
});

listen(server);
