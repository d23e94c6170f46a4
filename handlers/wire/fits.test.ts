import { expect, it } from "@jest/globals";
import { z } from "zod";

import { fits } from "./fits.ts";

interface Contract {
  readonly id: string;
  readonly name?: string;
  readonly tags: readonly string[];
}

const fields = { id: z.string(), name: z.string().exactOptional(), tags: z.array(z.string()) };

it("takes a schema of exactly the contract's shape, and no other", () => {
  const schema = z.object(fields);
  expect(fits<Contract>()(schema)).toBe(schema);
  // @ts-expect-error -- a field is missing, though it is an optional one
  fits<Contract>()(z.object({ id: fields.id, tags: fields.tags }));
  // @ts-expect-error -- a field too many
  fits<Contract>()(z.object({ ...fields, more: z.string().exactOptional() }));
  // @ts-expect-error -- an optional field that may also be undefined
  fits<Contract>()(z.object({ ...fields, name: z.string().optional() }));
  // @ts-expect-error -- a field of another type
  fits<Contract>()(z.object({ ...fields, id: z.number() }));
});
