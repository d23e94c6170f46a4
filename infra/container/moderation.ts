import { ContainerModule } from "inversify";
import { ListAudit } from "../../core/usecases/audit/list-audit.ts";
import { BanUser } from "../../core/usecases/bans/ban-user.ts";
import { LiftBan } from "../../core/usecases/bans/lift-ban.ts";
import { ListBans } from "../../core/usecases/bans/list-bans.ts";
import { EndInvitation } from "../../core/usecases/invitations/end-invitation.ts";
import { InviteUser } from "../../core/usecases/invitations/invite-user.ts";
import { ListInvitations } from "../../core/usecases/invitations/list-invitations.ts";
import { MuteMember } from "../../core/usecases/members/mute-member.ts";
import * as t from "./tokens.ts";

export const invitationsModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.INVITE_USER)
      .toResolvedValue(
        (unitOfWork, broadcaster) => new InviteUser(unitOfWork, broadcaster),
        [t.UNIT_OF_WORK, t.BROADCASTER],
      )
      .inSingletonScope();
    bind(t.END_INVITATION)
      .toResolvedValue(
        (unitOfWork, broadcaster) => new EndInvitation(unitOfWork, broadcaster),
        [t.UNIT_OF_WORK, t.BROADCASTER],
      )
      .inSingletonScope();
    bind(t.LIST_INVITATIONS)
      .toResolvedValue((unitOfWork) => new ListInvitations(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
  });

export const moderationModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.MUTE_MEMBER)
      .toResolvedValue(
        (unitOfWork, broadcaster) => new MuteMember(unitOfWork, broadcaster),
        [t.UNIT_OF_WORK, t.BROADCASTER],
      )
      .inSingletonScope();
    bind(t.BAN_USER)
      .toResolvedValue(
        (unitOfWork, broadcaster) => new BanUser(unitOfWork, broadcaster),
        [t.UNIT_OF_WORK, t.BROADCASTER],
      )
      .inSingletonScope();
    bind(t.LIFT_BAN)
      .toResolvedValue((unitOfWork) => new LiftBan(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
    bind(t.LIST_AUDIT)
      .toResolvedValue((unitOfWork) => new ListAudit(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
    bind(t.LIST_BANS)
      .toResolvedValue((unitOfWork) => new ListBans(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
  });
