import { me, meChanges, usersAnswer } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { feedPage, ofUser, usersAsked } from "../queries.ts";
import { changeMeRequest } from "../requests.ts";
import { user } from "../rows.ts";

export const users = {
  getMe: {
    method: "get",
    path: "/v1/me",
    tag: "Users",
    summary: "Who I am.",
    answers: { 200: { description: "The user that the token speaks for.", schema: me } },
    errors: ["user_not_found"],
  },
  changeMe: {
    method: "patch",
    path: "/v1/me",
    tag: "Users",
    summary: "Change what others are shown of me.",
    body: changeMeRequest,
    answers: { 200: { description: "The user, as it is now.", schema: me } },
    errors: [],
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
    summary: "With `user` those users; else a page of all, or of those whose id or word in the name begins with `q`.",
    query: usersAsked,
    answers: { 200: { description: "Those that exist.", schema: usersAnswer } },
    errors: [],
  },
  getUser: {
    method: "get",
    path: "/v1/users/{userId}",
    tag: "Users",
    summary: "One user.",
    params: ofUser,
    answers: { 200: { description: "The user.", schema: user } },
    errors: ["user_not_found"],
  },
} as const satisfies Record<string, Operation>;
