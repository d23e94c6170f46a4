import { ContainerModule } from "inversify";
import { Relay } from "../../core/relay/relay.ts";
import { GetCommand } from "../../core/usecases/commands/get-command.ts";
import { AddMembers } from "../../core/usecases/members/add-members.ts";
import { ChangeRole } from "../../core/usecases/members/change-role.ts";
import { ListMembers } from "../../core/usecases/members/list-members.ts";
import { RemoveMember } from "../../core/usecases/members/remove-member.ts";
import { ApplyCommands } from "../../core/usecases/messages/apply-commands.ts";
import { AwaitCommand } from "../../core/usecases/messages/await-command.ts";
import { DeleteMessage } from "../../core/usecases/messages/delete-message.ts";
import { DropCommand } from "../../core/usecases/messages/drop-command.ts";
import { GetMessage } from "../../core/usecases/messages/get-message.ts";
import { ListMessages } from "../../core/usecases/messages/list-messages.ts";
import { SendMessage } from "../../core/usecases/messages/send-message.ts";
import { ChangeRoom } from "../../core/usecases/rooms/change-room.ts";
import { CreateRoom } from "../../core/usecases/rooms/create-room.ts";
import { ClearRooms } from "../../core/usecases/rooms/clear-rooms.ts";
import { DeleteRoom } from "../../core/usecases/rooms/delete-room.ts";
import { GetRoom } from "../../core/usecases/rooms/get-room.ts";
import { ListChannels } from "../../core/usecases/rooms/list-channels.ts";
import { ListRooms } from "../../core/usecases/rooms/list-rooms.ts";
import { ReadChanges } from "../../core/usecases/rooms/read-changes.ts";
import { SyncRooms } from "../../core/usecases/rooms/sync-rooms.ts";
import { ChangeSettings } from "../../core/usecases/settings/change-settings.ts";
import { CheckHeads } from "../../core/usecases/sessions/check-heads.ts";
import { CloseSession } from "../../core/usecases/sessions/close-session.ts";
import { RenewSession } from "../../core/usecases/sessions/renew-session.ts";
import { OpenSession } from "../../core/usecases/sessions/open-session.ts";
import { ShowTyping } from "../../core/usecases/typing/show-typing.ts";
import { Authenticate } from "../../core/usecases/users/authenticate.ts";
import * as t from "./tokens.ts";

/** For whoever takes requests: HTTP, and the socket's events. */
export const requestModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.AUTHENTICATE)
      .toResolvedValue(
        (verifier, terms, stores, clock, telemetry) =>
          new Authenticate(verifier, terms, stores.users, clock, telemetry),
        [t.TOKEN_VERIFIER, t.TOKEN_TERMS, t.STORES, t.CLOCK, t.TELEMETRY],
      )
      .inSingletonScope();
    bind(t.SEND_MESSAGE)
      .toResolvedValue(
        (bus, receipts, stores, clock, ids, digester, budgets, limitsOf, telemetry) =>
          new SendMessage(bus, receipts, stores, clock, ids, digester, budgets, limitsOf, telemetry),
        [t.COMMAND_BUS, t.RECEIPT_BUS, t.STORES, t.CLOCK, t.IDS, t.DIGESTER, t.BUDGETS, t.LIMITS_OF, t.TELEMETRY],
      )
      .inSingletonScope();
    bind(t.DELETE_MESSAGE)
      .toResolvedValue(
        (bus, clock, telemetry, stores, ids, digester) =>
          new DeleteMessage({ bus, clock, telemetry }, stores, ids, digester),
        [t.COMMAND_BUS, t.CLOCK, t.TELEMETRY, t.STORES, t.IDS, t.DIGESTER],
      )
      .inSingletonScope();
    bind(t.SYNC_ROOMS)
      .toResolvedValue((stores) => new SyncRooms(stores.feed), [t.STORES])
      .inSingletonScope();
  });

export const messagesModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.AWAIT_COMMAND)
      .toResolvedValue(
        (stores, clock) => new AwaitCommand(stores.commands, stores.messages, clock),
        [t.STORES, t.CLOCK],
      )
      .inSingletonScope();
    bind(t.LIST_MESSAGES)
      .toResolvedValue((unitOfWork) => new ListMessages(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
    bind(t.GET_MESSAGE)
      .toResolvedValue((stores) => new GetMessage(stores), [t.STORES])
      .inSingletonScope();
    bind(t.GET_COMMAND)
      .toResolvedValue((stores) => new GetCommand(stores.commands), [t.STORES])
      .inSingletonScope();
  });

export const roomsModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.CREATE_ROOM)
      .toResolvedValue(
        (work, stores, broadcaster, ids, limitsOf) => new CreateRoom(work, stores, broadcaster, ids, limitsOf),
        [t.UNIT_OF_WORK, t.STORES, t.BROADCASTER, t.IDS, t.LIMITS_OF],
      )
      .inSingletonScope();
    bind(t.GET_ROOM)
      .toResolvedValue((stores) => new GetRoom(stores), [t.STORES])
      .inSingletonScope();
    bind(t.LIST_CHANNELS)
      .toResolvedValue((unitOfWork) => new ListChannels(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
    bind(t.LIST_ROOMS)
      .toResolvedValue((unitOfWork) => new ListRooms(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
    bind(t.CHANGE_ROOM)
      .toResolvedValue(
        (unitOfWork, stores, broadcaster) => new ChangeRoom(unitOfWork, stores, broadcaster),
        [t.UNIT_OF_WORK, t.STORES, t.BROADCASTER],
      )
      .inSingletonScope();
    bind(t.DELETE_ROOM)
      .toResolvedValue(
        (unitOfWork, broadcaster, telemetry) => new DeleteRoom(unitOfWork, broadcaster, telemetry),
        [t.UNIT_OF_WORK, t.BROADCASTER, t.TELEMETRY],
      )
      .inSingletonScope();
    bind(t.CHANGE_SETTINGS)
      .toResolvedValue(
        (unitOfWork, broadcaster) => new ChangeSettings(unitOfWork, broadcaster),
        [t.UNIT_OF_WORK, t.BROADCASTER],
      )
      .inSingletonScope();
    bind(t.READ_CHANGES)
      .toResolvedValue((stores) => new ReadChanges(stores), [t.STORES])
      .inSingletonScope();
    bind(t.ADD_MEMBERS)
      .toResolvedValue(
        (unitOfWork, stores, broadcaster, limitsOf) => new AddMembers(unitOfWork, stores, broadcaster, limitsOf),
        [t.UNIT_OF_WORK, t.STORES, t.BROADCASTER, t.LIMITS_OF],
      )
      .inSingletonScope();
    bind(t.CHANGE_ROLE)
      .toResolvedValue(
        (unitOfWork, broadcaster) => new ChangeRole(unitOfWork, broadcaster),
        [t.UNIT_OF_WORK, t.BROADCASTER],
      )
      .inSingletonScope();
    bind(t.REMOVE_MEMBER)
      .toResolvedValue(
        (unitOfWork, broadcaster) => new RemoveMember(unitOfWork, broadcaster),
        [t.UNIT_OF_WORK, t.BROADCASTER],
      )
      .inSingletonScope();
    bind(t.LIST_MEMBERS)
      .toResolvedValue((unitOfWork) => new ListMembers(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
  });

/** For the process that drains the command queue. */
export const consumerModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.APPLY_COMMANDS)
      .toResolvedValue(
        (unitOfWork, broadcaster, clock, telemetry) => new ApplyCommands(unitOfWork, broadcaster, clock, telemetry),
        [t.UNIT_OF_WORK, t.BROADCASTER, t.CLOCK, t.TELEMETRY],
      )
      .inSingletonScope();
  });

/** For whoever runs the chat. */
export const operatorModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.DROP_COMMAND)
      .toResolvedValue(
        (unitOfWork, broadcaster) => new DropCommand(unitOfWork, broadcaster),
        [t.UNIT_OF_WORK, t.BROADCASTER],
      )
      .inSingletonScope();
  });

/** For the process that holds sockets. */
export const gatewayModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.RELAY)
      .toResolvedValue(
        (live, source, stores, clock, telemetry) => new Relay({ live, source, stores, clock, telemetry }),
        [t.LIVE_SESSIONS, t.NOTICE_SOURCE, t.STORES, t.CLOCK, t.TELEMETRY],
      )
      .inSingletonScope();
    bind(t.CLEAR_ROOMS)
      .toResolvedValue((unitOfWork, telemetry) => new ClearRooms(unitOfWork, telemetry), [t.UNIT_OF_WORK, t.TELEMETRY])
      .inSingletonScope();
    bind(t.OPEN_SESSION)
      .toResolvedValue(
        (relay, source, stores, live, limitsOf, attendance, watches, telemetry) =>
          new OpenSession(relay, source, stores, live, limitsOf, attendance, watches, telemetry),
        [t.RELAY, t.NOTICE_SOURCE, t.STORES, t.LIVE_SESSIONS, t.LIMITS_OF, t.ATTENDANCE, t.WATCHES, t.TELEMETRY],
      )
      .inSingletonScope();
    bind(t.RENEW_SESSION)
      .toResolvedValue((relay) => new RenewSession(relay), [t.RELAY])
      .inSingletonScope();
    bind(t.CLOSE_SESSION)
      .toResolvedValue(
        (relay, attendance, watches, telemetry) => new CloseSession(relay, attendance, watches, telemetry),
        [t.RELAY, t.ATTENDANCE, t.WATCHES, t.TELEMETRY],
      )
      .inSingletonScope();
    bind(t.SHOW_TYPING)
      .toResolvedValue(
        (stores, broadcaster, clock, budgets, limitsOf, relay) =>
          new ShowTyping(stores.members, broadcaster, clock, budgets, limitsOf, (user) => relay.privacyOf(user)),
        [t.STORES, t.BROADCASTER, t.CLOCK, t.BUDGETS, t.LIMITS_OF, t.RELAY],
      )
      .inSingletonScope();
    bind(t.CHECK_HEADS)
      .toResolvedValue(
        (relay, stores, telemetry) => new CheckHeads(relay, stores, telemetry),
        [t.RELAY, t.STORES, t.TELEMETRY],
      )
      .inSingletonScope();
  });
