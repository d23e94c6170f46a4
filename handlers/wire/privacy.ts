import { z } from "zod";

import type * as Contract from "../../client/src/contract.ts";
import { fits } from "./fits.ts";

const off = z.literal(false);

export const privacy = fits<Contract.Privacy>()(
  z
    .object({
      readReceipts: off.exactOptional(),
      deliveryReceipts: off.exactOptional(),
      typing: off.exactOptional(),
      presence: off.exactOptional(),
    })
    .describe("The signals that are turned off."),
);

const onOrOff = z.boolean();

export const privacyChange = fits<Contract.PrivacyChange>()(
  z
    .strictObject({
      readReceipts: onOrOff.exactOptional(),
      deliveryReceipts: onOrOff.exactOptional(),
      typing: onOrOff.exactOptional(),
      presence: onOrOff.exactOptional(),
    })
    .describe("`false` turns a signal off, `true` on; what is absent stays as it is."),
);
