import { onABroker } from "../support/rabbitmq-broker.ts";
import { TestBus } from "../support/rabbitmq-bus.ts";
import { commandBusContract } from "./command-bus.ts";

onABroker((url) => {
  commandBusContract("RabbitMQ", async () => {
    const bus = await TestBus.open(url, 3);
    return {
      bus,
      clock: bus.clock,
      until: (condition) => bus.until(condition),
      leaveUnconfirmed: () => bus.publishing.hold(),
      close: () => bus.close(),
    };
  });
});
