import { ContainerModule } from "inversify";
import { BlockUser } from "../../core/usecases/blocks/block-user.ts";
import { ListBlocks } from "../../core/usecases/blocks/list-blocks.ts";
import { UnblockUser } from "../../core/usecases/blocks/unblock-user.ts";
import * as t from "./tokens.ts";

export const blocksModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.BLOCK_USER)
      .toResolvedValue((stores, limitsOf) => new BlockUser(stores.blocks, limitsOf), [t.STORES, t.LIMITS_OF])
      .inSingletonScope();
    bind(t.UNBLOCK_USER)
      .toResolvedValue((stores) => new UnblockUser(stores.blocks), [t.STORES])
      .inSingletonScope();
    bind(t.LIST_BLOCKS)
      .toResolvedValue((unitOfWork) => new ListBlocks(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
  });
