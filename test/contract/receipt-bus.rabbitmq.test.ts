import { onABroker } from "../support/rabbitmq-broker.ts";
import { TestBus } from "../support/rabbitmq-bus.ts";
import { receiptBusContract } from "./receipt-bus.ts";

onABroker((url) => {
  receiptBusContract("RabbitMQ", async () => {
    const bus = await TestBus.open(url);
    return {
      bus: bus.receiptBus(),
      source: await bus.receiptSource(),
      clock: bus.clock,
      until: (condition) => bus.until(condition),
      leaveUnconfirmed: () => bus.publishing.hold(),
      close: () => bus.close(),
    };
  });
});
