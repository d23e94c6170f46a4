import type { ErrorCode } from "../../core/errors.ts";
import { statusOf } from "../../handlers/http/problem.ts";
import { range } from "./chat.ts";
import type { User } from "./user.ts";
import { eventually } from "./wait.ts";

/** By every process within a second, whatever each of them remembers. */
export const untilRefused = (user: User, code: ErrorCode): Promise<true> =>
  eventually(
    async () => {
      const answers = await Promise.all(range(6).map(() => user.get("/v1/me")));
      return answers.every((each) => each.status === statusOf(code) && each.body.code === code) || undefined;
    },
    `every request of ${user.id} is refused with ${code}`,
    1_000,
  );
