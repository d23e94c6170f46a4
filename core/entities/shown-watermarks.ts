import type { Privacy, SignalParties } from "./privacy.ts";
import { isShown } from "./privacy.ts";
import type { ReceiptsEvent, Watermarks } from "./watermarks.ts";

/** Who is shown how far others have come in a room. */
export interface ReceiptsViewer {
  readonly userId: string;
  /** What the viewer hides, or the room. */
  readonly hides: Privacy;
}

/**
 * Another's watermarks as a viewer is shown them. What is hidden stands where the membership began, as that of somebody who never
 * receives or reads anything; what is read was delivered, also where deliveries are hidden.
 */
export const shownWatermarks = (
  { userId, delivered, read }: Watermarks,
  parties: SignalParties,
  joinedSeq: number,
): Watermarks => {
  const shownRead = isShown("readReceipts", parties) ? read : joinedSeq;
  return { userId, delivered: isShown("deliveryReceipts", parties) ? delivered : shownRead, read: shownRead };
};

const isSame = (one: Watermarks, other: Watermarks): boolean =>
  one.delivered === other.delivered && one.read === other.read;

/**
 * What everybody in a room is shown as this viewer is: one's own whole, and nothing of whom nothing is shown. Where a membership
 * began is not known here, so what is hidden stands at 0.
 * @returns the very same event where nothing is to be hidden
 */
export const receiptsFor = ({ userId, hides }: ReceiptsViewer, event: ReceiptsEvent): ReceiptsEvent => {
  if (hides.readReceipts !== false && hides.deliveryReceipts !== false) return event;
  const shown = event.receipts.map((each) =>
    each.userId === userId ? each : shownWatermarks(each, { giver: {}, viewer: hides }, 0),
  );
  if (shown.every((each, index) => isSame(each, event.receipts[index] ?? each))) return event;
  return { ...event, receipts: shown.filter((each) => each.userId === userId || each.delivered > 0) };
};
