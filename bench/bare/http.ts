import { createServer } from "node:http";
import express from "express";
import { listen } from "./listen.ts";
import { newMessage, openPublisher } from "./queue.ts";
import { userOf } from "./user.ts";

interface Body {
  readonly text?: unknown;
}

const publish = await openPublisher();
const app = express();
app.set("etag", false);
app.use(express.json());

app.post("/v1/rooms/:roomId/messages", async (request, response) => {
  const authorId = await userOf(request.headers.authorization?.slice("Bearer ".length) ?? "");
  const { text } = request.body as Body;
  if (typeof text !== "string") {
    response.status(400).json({ code: "invalid_input" });
    return;
  }
  const message = newMessage(request.params.roomId, authorId, text);
  await publish(message);
  response.status(202).json({ id: message.id, roomId: message.roomId, status: "accepted" });
});

listen(createServer(app));
