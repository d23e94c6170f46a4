import { ContainerModule } from "inversify";
import { ApplyReceipts } from "../../core/usecases/receipts/apply-receipts.ts";
import { ListMessageReceipts } from "../../core/usecases/receipts/list-message-receipts.ts";
import { ListReceipts } from "../../core/usecases/receipts/list-receipts.ts";
import { SendReceipt } from "../../core/usecases/receipts/send-receipt.ts";
import { SendReceipts } from "../../core/usecases/sessions/send-receipts.ts";
import { GetUnread } from "../../core/usecases/unread/get-unread.ts";
import * as t from "./tokens.ts";

export const receiptsModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.SEND_RECEIPT)
      .toResolvedValue((bus, stores) => new SendReceipt(bus, stores), [t.RECEIPT_BUS, t.STORES])
      .inSingletonScope();
    bind(t.LIST_RECEIPTS)
      .toResolvedValue((unitOfWork) => new ListReceipts(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
    bind(t.LIST_MESSAGE_RECEIPTS)
      .toResolvedValue((unitOfWork) => new ListMessageReceipts(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
    bind(t.GET_UNREAD)
      .toResolvedValue((stores) => new GetUnread(stores), [t.STORES])
      .inSingletonScope();
  });

/** For the process that holds sockets. */
export const socketReceiptsModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.SEND_RECEIPTS)
      .toResolvedValue((relay, bus, stores) => new SendReceipts(relay, bus, stores), [t.RELAY, t.RECEIPT_BUS, t.STORES])
      .inSingletonScope();
  });

/** For the process that drains the queue of receipts. */
export const receiptConsumerModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.APPLY_RECEIPTS)
      .toResolvedValue(
        (unitOfWork, broadcaster, limitsOf, clock, telemetry) =>
          new ApplyReceipts(unitOfWork, broadcaster, limitsOf, clock, telemetry),
        [t.UNIT_OF_WORK, t.BROADCASTER, t.LIMITS_OF, t.CLOCK, t.TELEMETRY],
      )
      .inSingletonScope();
  });
