import { describe, expect, it } from "@jest/globals";
import { Validator } from "@seriousme/openapi-schema-validator";

import { componentSchemas } from "./components.ts";
import { openApi } from "./openapi.ts";
import type { Operation } from "./operation.ts";
import { operations } from "./operations.ts";

const document = openApi((code) => (code === "unavailable" ? 503 : 400));
const text = JSON.stringify(document);

describe("the OpenAPI document", () => {
  it("is valid", async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(text) as Record<string, unknown>);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it("refers to nothing that is not there", () => {
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(Object.keys(componentSchemas())).toEqual(expect.arrayContaining(names));
    expect(text).not.toMatch(/"\$(id|schema)"/);
  });

  it.each(Object.entries<Operation>(operations))("has %s", (id, { path, method }) => {
    expect(document.paths[path]).toMatchObject({ [method]: { operationId: id } });
  });

  it("says which parameters must be there, and what is taken when one is not", () => {
    expect(document.paths["/v1/rooms/{roomId}/changes"]).toMatchObject({
      get: {
        parameters: [
          { name: "roomId", in: "path", required: true },
          { name: "since", in: "query", required: true, schema: { type: "integer", minimum: 0 } },
          { name: "limit", in: "query", required: false, schema: { default: 50, minimum: 1, maximum: 200 } },
          {},
        ],
      },
    });
  });
});

describe("the schemas", () => {
  it("let what is sent grow, and what is taken not", () => {
    const { RoomSummary, CreateRoomRequest } = componentSchemas();
    expect(RoomSummary).not.toHaveProperty("additionalProperties");
    expect(CreateRoomRequest).toMatchObject({ additionalProperties: false, required: ["kind"] });
  });
});
