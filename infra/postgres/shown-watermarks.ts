import { delivered, read } from "./watermark-rows.ts";

/** What others are shown of watermarks: `core/entities/shown-watermarks.ts` in SQL, as they are counted and paged here. */

/** Beside a membership `m`. */
export const giverBeside = "left join users u on u.tenant_id = m.tenant_id and u.id = m.user_id";

/** Whether the member turned it off; what is kept of a privacy is what is off. */
const giverHides = (signal: "deliveryReceipts" | "readReceipts"): string => `coalesce(u.privacy ? '${signal}', false)`;
const roomHides = (signal: "deliveryReceipts" | "readReceipts"): string => `coalesce(r.privacy ? '${signal}', false)`;

/** Beside the member as `u` and the room as `r`: what nobody else is shown. */
export const hidesDelivered = `(${giverHides("deliveryReceipts")} or ${roomHides("deliveryReceipts")})`;
export const hidesRead = `(${giverHides("readReceipts")} or ${roomHides("readReceipts")})`;

export interface ShownSql {
  readonly delivered: string;
  readonly read: string;
}

/** What is hidden stands where the membership began; what is read was delivered. */
export const shown = (
  { isDeliveredHidden, isReadHidden }: { readonly isDeliveredHidden: string; readonly isReadHidden: string },
  of: ShownSql & { readonly joined: string } = { delivered, read, joined: "m.joined_seq" },
): ShownSql => {
  const shownRead = `case when ${isReadHidden} then ${of.joined} else ${of.read} end`;
  return { read: shownRead, delivered: `case when ${isDeliveredHidden} then ${shownRead} else ${of.delivered} end` };
};

/**
 * To one viewer, whose user id, hidden deliveries and hidden reads are these three parameters. One's own are whole, and so are
 * all of them where the id is null.
 */
export const shownTo = (viewerId: string, hidesDeliveries: string, hidesReads: string): ShownSql => {
  const isOthers = `m.user_id <> ${viewerId}::text`;
  const isHidden = (hides: string, signal: "deliveryReceipts" | "readReceipts") =>
    `${isOthers} and (${hides}::boolean or ${giverHides(signal)})`;
  return shown({
    isDeliveredHidden: isHidden(hidesDeliveries, "deliveryReceipts"),
    isReadHidden: isHidden(hidesReads, "readReceipts"),
  });
};
