import type { GetCommand } from "../../core/usecases/commands/get-command.ts";
import type { BanUser } from "../../core/usecases/bans/ban-user.ts";
import type { LiftBan } from "../../core/usecases/bans/lift-ban.ts";
import type { ListBans } from "../../core/usecases/bans/list-bans.ts";
import type { InviteUser } from "../../core/usecases/invitations/invite-user.ts";
import type { EndInvitation } from "../../core/usecases/invitations/end-invitation.ts";
import type { ListInvitations } from "../../core/usecases/invitations/list-invitations.ts";
import type { AddMembers } from "../../core/usecases/members/add-members.ts";
import type { ChangeRole } from "../../core/usecases/members/change-role.ts";
import type { ListMembers } from "../../core/usecases/members/list-members.ts";
import type { MuteMember } from "../../core/usecases/members/mute-member.ts";
import type { RemoveMember } from "../../core/usecases/members/remove-member.ts";
import type { AwaitCommand } from "../../core/usecases/messages/await-command.ts";
import type { GetMessage } from "../../core/usecases/messages/get-message.ts";
import type { ListMessages } from "../../core/usecases/messages/list-messages.ts";
import type { SendMessage } from "../../core/usecases/messages/send-message.ts";
import type { ChangeRoom } from "../../core/usecases/rooms/change-room.ts";
import type { CreateRoom } from "../../core/usecases/rooms/create-room.ts";
import type { GetRoom } from "../../core/usecases/rooms/get-room.ts";
import type { ListRooms } from "../../core/usecases/rooms/list-rooms.ts";
import type { ReadChanges } from "../../core/usecases/rooms/read-changes.ts";
import type { SyncRooms } from "../../core/usecases/rooms/sync-rooms.ts";
import type { Authenticate } from "../../core/usecases/users/authenticate.ts";
import type { GetMe } from "../../core/usecases/users/get-me.ts";
import type { GetUsers } from "../../core/usecases/users/get-users.ts";
import type { ReadMyChanges } from "../../core/usecases/users/read-my-changes.ts";

type Execute<U extends { execute: unknown }> = Pick<U, "execute">;

/** What the routes ask of the core. */
export interface HttpUseCases {
  readonly authenticate: Execute<Authenticate>;
  readonly createRoom: Execute<CreateRoom>;
  readonly listRooms: Execute<ListRooms>;
  readonly getRoom: Execute<GetRoom>;
  readonly changeRoom: Execute<ChangeRoom>;
  readonly readChanges: Execute<ReadChanges>;
  readonly syncRooms: Execute<SyncRooms>;
  readonly listMembers: Execute<ListMembers>;
  readonly addMembers: Execute<AddMembers>;
  readonly changeRole: Execute<ChangeRole>;
  readonly removeMember: Execute<RemoveMember>;
  readonly banUser: Execute<BanUser>;
  readonly liftBan: Execute<LiftBan>;
  readonly listBans: Execute<ListBans>;
  readonly inviteUser: Execute<InviteUser>;
  readonly endInvitation: Execute<EndInvitation>;
  readonly listInvitations: Execute<ListInvitations>;
  readonly muteMember: Execute<MuteMember>;
  readonly sendMessage: Execute<SendMessage>;
  readonly awaitCommand: Execute<AwaitCommand>;
  readonly listMessages: Execute<ListMessages>;
  readonly getMessage: Execute<GetMessage>;
  readonly getCommand: Execute<GetCommand>;
  readonly getMe: Execute<GetMe>;
  readonly readMyChanges: Execute<ReadMyChanges>;
  readonly getUsers: Execute<GetUsers>;
}
