import { once } from "node:events";
import { Socket } from "node:net";
import type { ChannelModel, RecoveringChannelModel } from "amqplib";
import { connect } from "amqplib";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import { BrokerUnreachable, reasonOf } from "./broker-unreachable.ts";
import { Misfits } from "./misfits.ts";
import type { QueueNames } from "./names.ts";
import { TopologyDiffers, declareTopology } from "./topology.ts";

type LinkTelemetry = Pick<Telemetry, "linkChanged" | "queueUnfit">;

interface LinkOptions {
  /** amqp(s)://user:password@host:port/vhost; `?heartbeat=<seconds>` where {@link heartbeatSeconds} does not fit. */
  readonly url: string;
  /** Operators see it in the broker's list of connections. */
  readonly name: string;
  /** The queues that are there whenever the link is up. */
  readonly names: QueueNames;
  readonly telemetry: LinkTelemetry;
}

/** A peer of which nothing was heard for two to three of these is gone: 12 s, where 15 are promised and a process is busy. */
const heartbeatSeconds = 4;
/** A handshake takes this many milliseconds at most, and so does a farewell. */
const handshakeMs = 5_000;
const farewellMs = 1_000;

const firstPauseMs = 100;
/** Once a broker answers again, posts are accepted within two seconds; one is left for the handshake and the queues. */
const longestPauseMs = 1_000;

const backoff = (attempt: number): number =>
  Math.min(longestPauseMs / 1.5, firstPauseMs * 2 ** (attempt - 1)) * (0.5 + Math.random());

type State = "up" | "blocked" | "down";

interface Waiting<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

const waiting = <T>(): Waiting<T> => {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
};

/**
 * One connection that comes back by itself, for ever. Channels do not survive a loss: whoever has one waits for
 * {@link connected} and makes another.
 */
export class RabbitLink {
  readonly #recovering: RecoveringChannelModel;
  readonly #telemetry: LinkTelemetry;
  readonly #misfits: Misfits | undefined;
  #state: State = "down";
  #model = waiting<ChannelModel>();
  #isOnceUp = false;
  #isRenewing = false;
  #told = "";

  constructor(recovering: RecoveringChannelModel, telemetry: LinkTelemetry, misfits?: Misfits) {
    this.#recovering = recovering;
    this.#telemetry = telemetry;
    this.#misfits = misfits;
    // Every loss is also a `disconnect`; unheard, an `error` would end the process.
    recovering.on("error", () => {});
    recovering.on("connect", (model) => this.#up(model));
    recovering.on("disconnect", (error) => this.#down(error));
    recovering.on("connect-failed", (error: Error) => this.#fail(error));
    recovering.on("blocked", () => this.#block());
    recovering.on("unblocked", () => this.#unblock());
  }

  /** Whether a command can be published now. */
  get isUp(): boolean {
    return this.#state === "up";
  }

  /** Whether queues can be consumed now: a broker that is short of memory only blocks who publishes. */
  get isConnected(): boolean {
    return this.#state !== "down";
  }

  /** Whether this queue is of the make that promises are kept with; another one is left alone. */
  isFit(queue: string): boolean {
    return this.#misfits?.has(queue) !== true;
  }

  /** Waits until there is a connection, for ever if need be. What comes of it may be lost again any time. */
  connected(): Promise<ChannelModel> {
    return this.#model.promise;
  }

  /** Milliseconds until this attempt in a row, partly random, so that processes do not come back together. */
  pauseBefore(attempt: number): number {
    return this.#isRenewing ? 0 : backoff(attempt);
  }

  /**
   * Gives the connection up and makes another, at once; a connection that is lost already comes back as ever. For a
   * process that was stopped for a while: the broker ends a connection over which nothing comes, and a process that is
   * stopped does not hear of it, so what it published next would be gone. Resolves when there is a connection.
   */
  async renew(): Promise<void> {
    if (this.isConnected) {
      const model = await this.#model.promise;
      this.#isRenewing = true;
      this.#toDown();
      socketOf(model)?.destroy(new Error("The connection is made anew."));
    }
    await this.connected();
  }

  /**
   * Whether the broker still answers over the connection that stands. To be asked is a sign of life for the broker, too,
   * so what was answered lasts another heartbeat. Never rejects; a connection that is silently gone gives no answer.
   */
  async isAnswering(): Promise<boolean> {
    if (!this.isConnected) return false;
    try {
      const channel = await (await this.#model.promise).createChannel();
      channel.on("error", () => {});
      await channel.close();
      return true;
    } catch {
      return false;
    }
  }

  /** Safe to call twice; takes no longer than {@link farewellMs} when nobody answers. */
  async close(): Promise<void> {
    const socket = this.isConnected ? socketOf(await this.#model.promise) : undefined;
    socket?.setTimeout(farewellMs, () => socket.destroy());
    const isEnded = socket ? once(socket, "close") : undefined;
    await Promise.race([this.#recovering.close(), ...(isEnded ? [isEnded] : [])]);
    this.#toDown();
  }

  #up(model: ChannelModel): void {
    this.#isOnceUp = true;
    this.#isRenewing = false;
    this.#state = "up";
    this.#told = "";
    this.#model.resolve(model);
    this.#telemetry.linkChanged("rabbitmq", true);
  }

  #down(error: Error): void {
    this.#toDown();
    if (!this.#isRenewing) this.#tellDown(reasonOf(error));
  }

  #fail(error: Error): void {
    this.#isRenewing = false;
    this.#tellDown(reasonOf(error), error instanceof TopologyDiffers);
  }

  #toDown(): void {
    if (this.#state !== "down") this.#model = waiting();
    this.#state = "down";
  }

  /** A new reason is told, and not every attempt. The first connection's failure is told by `openLink`. */
  #tellDown(why: string, isMistake = false): void {
    if (this.#isOnceUp && why !== this.#told) this.#telemetry.linkChanged("rabbitmq", false, why);
    if (this.#isOnceUp && why !== this.#told && isMistake) this.#telemetry.queueUnfit(why);
    this.#told = why;
  }

  #block(): void {
    this.#state = "blocked";
    this.#telemetry.linkChanged("rabbitmq", false, "the broker is short of memory or disk and takes no messages");
  }

  #unblock(): void {
    this.#state = "up";
    this.#telemetry.linkChanged("rabbitmq", true);
  }
}

/**
 * Connects, and sees to it that the queues are there, now and after every loss. Later a queue that differs is left alone.
 * @throws BrokerUnreachable, TopologyDiffers when the first attempt fails
 */
export const openLink = async ({ url, name, names, telemetry }: LinkOptions): Promise<RabbitLink> => {
  const calculateDelay = (attempt: number): number => link.pauseBefore(attempt);
  const misfits = new Misfits(names, telemetry);
  let declare = (model: ChannelModel): Promise<void> => declareTopology(model, names);
  const recovering = await connect(withHeartbeat(url), {
    // Without it every small packet would wait for the acknowledgement of the one before.
    noDelay: true,
    timeout: handshakeMs,
    clientProperties: { connection_name: name },
    recovery: {
      ...retries,
      calculateDelay,
      waitForConnect: false,
      setup: (model: ChannelModel) => prepare(model, declare),
    },
  });
  const link = new RabbitLink(recovering, telemetry, misfits);
  try {
    await recovering.waitForConnect();
    declare = (model) => misfits.look(model);
  } catch (error) {
    throw error instanceof TopologyDiffers ? error : new BrokerUnreachable(url, error);
  }
  return link;
};

/** For ever, but for the first time: then an operator is looking on. */
const retries = { maxRetries: Infinity, initialMaxRetries: 0 };

/** Milliseconds after which the broker may give up a connection to this address over which nothing came. */
export const heartbeatMs = (url: string): number =>
  Number(new URL(url).searchParams.get("heartbeat") ?? heartbeatSeconds) * 1_000;

/** amqplib takes it from nowhere else. */
const withHeartbeat = (url: string): string => {
  const full = new URL(url);
  if (!full.searchParams.has("heartbeat")) full.searchParams.set("heartbeat", `${heartbeatSeconds}`);
  return full.href;
};

/** @throws what keeps this connection from being used; another is tried then. */
const prepare = async (model: ChannelModel, declare: (model: ChannelModel) => Promise<void>): Promise<void> => {
  const losses: Error[] = [];
  // amqplib listens only once this has resolved; until then a lost connection would end the process, or go unnoticed.
  model.on("error", () => {});
  model.on("close", (error) => {
    losses.push(error ?? new Error("The connection was closed."));
    linger(model);
  });
  await declare(model);
  const [lost] = losses;
  if (lost) throw lost;
};

/** amqplib only says goodbye, and a peer that is silently gone would keep the socket, and the process, for minutes. */
const linger = (model: ChannelModel): void => {
  const socket = socketOf(model);
  socket?.setTimeout(farewellMs, () => socket.destroy());
};

const socketOf = (model: ChannelModel): Socket | undefined => {
  const { stream } = model.connection as { readonly stream?: unknown };
  return stream instanceof Socket ? stream : undefined;
};
