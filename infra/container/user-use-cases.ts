import { ContainerModule } from "inversify";
import { ChangeUser } from "../../core/usecases/users/change-user.ts";
import { GetMe } from "../../core/usecases/users/get-me.ts";
import { GetUser } from "../../core/usecases/users/get-user.ts";
import { GetUsers } from "../../core/usecases/users/get-users.ts";
import { ListUsers } from "../../core/usecases/users/list-users.ts";
import { PutUsers } from "../../core/usecases/users/put-users.ts";
import { RevokeTokens } from "../../core/usecases/users/revoke-tokens.ts";
import { ReadMyChanges } from "../../core/usecases/users/read-my-changes.ts";
import * as t from "./tokens.ts";

export const usersModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.GET_ME)
      .toResolvedValue((stores) => new GetMe(stores.users), [t.STORES])
      .inSingletonScope();
    bind(t.CHANGE_USER)
      .toResolvedValue(
        (unitOfWork, broadcaster) => new ChangeUser(unitOfWork, broadcaster),
        [t.UNIT_OF_WORK, t.BROADCASTER],
      )
      .inSingletonScope();
    bind(t.PUT_USERS)
      .toResolvedValue((unitOfWork) => new PutUsers(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
    bind(t.REVOKE_TOKENS)
      .toResolvedValue(
        (unitOfWork, broadcaster, clock) => new RevokeTokens(unitOfWork, broadcaster, clock),
        [t.UNIT_OF_WORK, t.BROADCASTER, t.CLOCK],
      )
      .inSingletonScope();
    bind(t.GET_USER)
      .toResolvedValue((stores) => new GetUser(stores.users), [t.STORES])
      .inSingletonScope();
    bind(t.LIST_USERS)
      .toResolvedValue((stores) => new ListUsers(stores.users), [t.STORES])
      .inSingletonScope();
    bind(t.GET_USERS)
      .toResolvedValue((stores) => new GetUsers(stores.users), [t.STORES])
      .inSingletonScope();
    bind(t.READ_MY_CHANGES)
      .toResolvedValue((unitOfWork) => new ReadMyChanges(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
  });
