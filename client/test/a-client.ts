import { ChatClient } from "../src/client.ts";
import type { ClientEvents } from "../src/client-events.ts";
import type { ConnectOptions } from "../src/connect-options.ts";
import { FakeClock, settled } from "./fake-clock.ts";
import { FakeServer } from "./fake-server.ts";

export interface Scene {
  readonly server: FakeServer;
  readonly clock: FakeClock;
  readonly client: ChatClient;
  /** What the client told, oldest first. */
  readonly heard: <Name extends keyof ClientEvents>(name: Name) => ClientEvents[Name][];
}

/** A client of a fake server, and a clock to turn; half of every jitter. */
export const aClient = async (set: (server: FakeServer) => void = () => {}, options: Partial<ConnectOptions> = {}) => {
  const server = new FakeServer();
  const clock = new FakeClock();
  set(server);
  const { fetch, openLink } = server;
  const platform = { fetch, openLink, scheduler: clock, random: () => 0.5 };
  const client = ChatClient.connect({ url: "http://chat.test", token: () => "token 1", ...options }, platform);
  const told: [keyof ClientEvents, unknown][] = [];
  const rows = ["message", "deleted", "member", "room"] as const;
  const names = [
    ...rows,
    "ready",
    "joined",
    "left",
    "rejected",
    "typing",
    "presence",
    "unread",
    "accepted",
    "state",
    "changed",
  ] as const;
  for (const name of names) client.on(name, (payload) => told.push([name, payload]));
  const heard: Scene["heard"] = (name) =>
    told.flatMap(([which, payload]) => (which === name ? [payload as never] : []));
  await settled();
  const scene: Scene = { server, clock, client, heard };
  return scene;
};
