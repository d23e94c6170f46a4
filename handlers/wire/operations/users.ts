import { me, meChanges, usersAnswer } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { feedPage, namedUsers } from "../queries.ts";

export const users = {
  getMe: {
    method: "get",
    path: "/v1/me",
    tag: "Users",
    summary: "Who I am.",
    answers: { 200: { description: "The user that the token speaks for.", schema: me } },
    errors: ["user_not_found"],
  },
  readMyChanges: {
    method: "get",
    path: "/v1/me/changes",
    tag: "Users",
    summary: "What concerned me alone after a position: memberships that began or ended.",
    query: feedPage,
    answers: { 200: { description: "The changes, oldest first.", schema: meChanges } },
    errors: [],
  },
  getUsers: {
    method: "get",
    path: "/v1/users",
    tag: "Users",
    summary: "Profiles, many at once. Who does not exist is left out.",
    query: namedUsers,
    answers: { 200: { description: "Those that exist.", schema: usersAnswer } },
    errors: [],
  },
} as const satisfies Record<string, Operation>;
