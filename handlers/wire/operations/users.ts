import { me, meChanges, revocation, usersAnswer } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { feedPage, ofUser, usersAsked } from "../queries.ts";
import { changeMeRequest, changeUserRequest, revocationRequest } from "../requests.ts";
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
  revokeMyTokens: {
    method: "post",
    path: "/v1/me/revocation",
    tag: "Users",
    summary: "Sign me out everywhere: tokens that were issued before do not count any more, this one among them.",
    body: revocationRequest,
    answers: { 200: { description: "From when on tokens count.", schema: revocation } },
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
  changeUser: {
    method: "patch",
    path: "/v1/users/{userId}",
    tag: "Users",
    summary: "Change a user, deactivate or reactivate one. For services; a user may change the own profile.",
    params: ofUser,
    body: changeUserRequest,
    answers: { 200: { description: "The user, as it is now.", schema: user } },
    errors: ["forbidden"],
  },
  revokeTokens: {
    method: "post",
    path: "/v1/users/{userId}/revocation",
    tag: "Users",
    summary: "Sign a user out everywhere: tokens that were issued before do not count any more. For services.",
    params: ofUser,
    body: revocationRequest,
    answers: { 200: { description: "From when on tokens count.", schema: revocation } },
    errors: ["forbidden"],
  },
} as const satisfies Record<string, Operation>;
