import type { CheckHeads } from "../../../core/usecases/sessions/check-heads.ts";

type Heads = Pick<CheckHeads, "execute">;

/** After live events may have been missed: what the first check finds missing, the second one repairs. */
export const checkHeadsNow = async (heads: Heads): Promise<void> => {
  await heads.execute();
  await heads.execute();
};

/**
 * One turn of the head check. Between two looks a live event may still be on its way; while none can be heard, nothing
 * is waited for.
 */
export const headCheck =
  (heads: Heads, isHearing: () => boolean): (() => Promise<void>) =>
  () =>
    isHearing() ? heads.execute() : checkHeadsNow(heads);
