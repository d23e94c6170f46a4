import type { CountFailure } from "../../core/usecases/limits/count-failure.ts";
import type { SpendBudget } from "../../core/usecases/limits/spend-budget.ts";
import type { DeleteMessage } from "../../core/usecases/messages/delete-message.ts";
import type { SendMessage } from "../../core/usecases/messages/send-message.ts";
import type { WatchPresence } from "../../core/usecases/presence/watch-presence.ts";
import type { SyncRooms } from "../../core/usecases/rooms/sync-rooms.ts";
import type { CloseSession } from "../../core/usecases/sessions/close-session.ts";
import type { RenewSession } from "../../core/usecases/sessions/renew-session.ts";
import type { SendReceipts } from "../../core/usecases/sessions/send-receipts.ts";
import type { OpenSession } from "../../core/usecases/sessions/open-session.ts";
import type { ShowTyping } from "../../core/usecases/typing/show-typing.ts";
import type { Authenticate } from "../../core/usecases/users/authenticate.ts";

type Execute<U extends { execute: unknown }> = Pick<U, "execute">;

/** What the socket side asks of the core. */
export interface GatewayUseCases {
  readonly authenticate: Execute<Authenticate>;
  readonly countFailure: Execute<CountFailure>;
  readonly spendBudget: Execute<SpendBudget>;
  readonly openSession: Execute<OpenSession>;
  readonly renewSession: Execute<RenewSession>;
  readonly closeSession: Execute<CloseSession>;
  readonly sendMessage: Execute<SendMessage>;
  readonly deleteMessage: Execute<DeleteMessage>;
  readonly sendReceipts: Execute<SendReceipts>;
  readonly syncRooms: Execute<SyncRooms>;
  readonly watchPresence: Execute<WatchPresence>;
  readonly showTyping: Execute<ShowTyping>;
}
