import { PROTOCOL } from "../../client/src/contract.ts";
import type { JsonSchema } from "./components.ts";
import { componentSchemas, schemaOf } from "./components.ts";
import type { SocketEvent } from "./socket-events.ts";
import { clientEvents, serverEvents } from "./socket-events.ts";
import { handshakeAuth } from "./socket.ts";

interface Ref {
  readonly $ref: string;
}

export interface SocketMessage {
  readonly name: string;
  readonly summary: string;
  readonly payload: JsonSchema;
}

export interface SocketOperation {
  /** As the server sees it. */
  readonly action: "send" | "receive";
  readonly channel: Ref;
  readonly messages: readonly Ref[];
  readonly reply?: { readonly channel: Ref; readonly messages: readonly Ref[] };
}

export interface AsyncApi {
  readonly asyncapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly defaultContentType: string;
  readonly channels: {
    readonly socket: {
      readonly address: string;
      readonly description: string;
      readonly messages: Readonly<Record<string, SocketMessage>>;
    };
  };
  readonly operations: Readonly<Record<string, SocketOperation>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

const channel: Ref = { $ref: "#/channels/socket" };
const refer = (name: string): Ref => ({ $ref: `#/channels/socket/messages/${name}` });
const ackOf = (event: string): string => `${event}Ack`;

const handshake: Readonly<Record<string, SocketEvent>> = {
  connect: {
    summary: "No event: the `auth` of the handshake. A refused one is a `connect_error` with a `Bye` as its `data`.",
    payload: handshakeAuth,
  },
};

const received: Readonly<Record<string, SocketEvent>> = { ...handshake, ...clientEvents };

/** What both sides emit under one name are two things. */
const idOf = (action: SocketOperation["action"], event: string): string =>
  action === "send" && event in received ? `${event}FromServer` : event;

const messagesOf = (
  action: SocketOperation["action"],
  events: Readonly<Record<string, SocketEvent>>,
): [string, SocketMessage][] =>
  Object.entries(events).flatMap(([name, { summary, payload, ack }]) => {
    const message: [string, SocketMessage] = [idOf(action, name), { name, summary, payload: schemaOf(payload) }];
    if (!ack) return [message];
    const reply = { name: ackOf(name), summary: `The ack of \`${name}\`.`, payload: schemaOf(ack) };
    return [message, [reply.name, reply]];
  });

const operationOf = (action: SocketOperation["action"], event: string, hasAck: boolean): SocketOperation => ({
  action,
  channel,
  messages: [refer(idOf(action, event))],
  ...(hasAck && { reply: { channel, messages: [refer(ackOf(event))] } }),
});

const operationsOf = (
  action: SocketOperation["action"],
  events: Readonly<Record<string, SocketEvent>>,
): [string, SocketOperation][] =>
  Object.entries(events).map(([event, { ack }]) => [
    idOf(action, event),
    operationOf(action, event, ack !== undefined),
  ]);

export const asyncApi = (): AsyncApi => ({
  asyncapi: "3.0.0",
  info: {
    title: "chat-backend: the socket",
    version: String(PROTOCOL),
    description: "Socket.IO, one namespace. PROTOCOL.md says how the events are used.",
  },
  defaultContentType: "application/json",
  channels: {
    socket: {
      address: "/socket.io/",
      description: "One Socket.IO connection.",
      messages: Object.fromEntries([...messagesOf("receive", received), ...messagesOf("send", serverEvents)]),
    },
  },
  operations: Object.fromEntries([...operationsOf("receive", received), ...operationsOf("send", serverEvents)]),
  components: { schemas: componentSchemas() },
});
