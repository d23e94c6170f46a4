import type { Container } from "inversify";
import * as t from "./tokens.ts";

/** Everything that the HTTP routes ask for, resolved once. */
export const httpUseCases = (container: Container) => ({
  authenticate: container.get(t.AUTHENTICATE),
  countFailure: container.get(t.COUNT_FAILURE),
  spendBudget: container.get(t.SPEND_BUDGET),
  createRoom: container.get(t.CREATE_ROOM),
  listChannels: container.get(t.LIST_CHANNELS),
  listRooms: container.get(t.LIST_ROOMS),
  getRoom: container.get(t.GET_ROOM),
  changeRoom: container.get(t.CHANGE_ROOM),
  deleteRoom: container.get(t.DELETE_ROOM),
  changeSettings: container.get(t.CHANGE_SETTINGS),
  readChanges: container.get(t.READ_CHANGES),
  syncRooms: container.get(t.SYNC_ROOMS),
  listMembers: container.get(t.LIST_MEMBERS),
  addMembers: container.get(t.ADD_MEMBERS),
  changeRole: container.get(t.CHANGE_ROLE),
  removeMember: container.get(t.REMOVE_MEMBER),
  banUser: container.get(t.BAN_USER),
  liftBan: container.get(t.LIFT_BAN),
  listAudit: container.get(t.LIST_AUDIT),
  listBans: container.get(t.LIST_BANS),
  inviteUser: container.get(t.INVITE_USER),
  endInvitation: container.get(t.END_INVITATION),
  listInvitations: container.get(t.LIST_INVITATIONS),
  muteMember: container.get(t.MUTE_MEMBER),
  sendMessage: container.get(t.SEND_MESSAGE),
  deleteMessage: container.get(t.DELETE_MESSAGE),
  awaitCommand: container.get(t.AWAIT_COMMAND),
  listMessages: container.get(t.LIST_MESSAGES),
  getMessage: container.get(t.GET_MESSAGE),
  getCommand: container.get(t.GET_COMMAND),
  getMe: container.get(t.GET_ME),
  readMyChanges: container.get(t.READ_MY_CHANGES),
  changeUser: container.get(t.CHANGE_USER),
  getUser: container.get(t.GET_USER),
  listUsers: container.get(t.LIST_USERS),
  getUsers: container.get(t.GET_USERS),
});

/** Everything that the socket side asks for. */
export const gatewayUseCases = (container: Container) => ({
  authenticate: container.get(t.AUTHENTICATE),
  countFailure: container.get(t.COUNT_FAILURE),
  spendBudget: container.get(t.SPEND_BUDGET),
  openSession: container.get(t.OPEN_SESSION),
  closeSession: container.get(t.CLOSE_SESSION),
  sendMessage: container.get(t.SEND_MESSAGE),
  deleteMessage: container.get(t.DELETE_MESSAGE),
  syncRooms: container.get(t.SYNC_ROOMS),
});
