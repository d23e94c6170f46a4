import { blocksPage } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { cursorPage, ofBlocked } from "../queries.ts";
import { block } from "../rows.ts";

export const blocks = {
  listBlocks: {
    method: "get",
    path: "/v1/me/blocks",
    tag: "Blocks",
    summary: "Whom I have blocked, by user id.",
    query: cursorPage,
    answers: { 200: { description: "A page of blocks.", schema: blocksPage } },
    errors: [],
  },
  blockUser: {
    method: "put",
    path: "/v1/me/blocks/{userId}",
    tag: "Blocks",
    summary: "Let a user and me neither post to each other alone nor bring each other into rooms.",
    params: ofBlocked,
    answers: { 200: { description: "The block.", schema: block } },
    errors: ["too_many_blocks"],
  },
  unblockUser: {
    method: "delete",
    path: "/v1/me/blocks/{userId}",
    tag: "Blocks",
    summary: "Take a block back.",
    params: ofBlocked,
    answers: { 204: { description: "There is no block of mine." } },
    errors: [],
  },
} as const satisfies Record<string, Operation>;
