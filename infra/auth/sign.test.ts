import { expect, it } from "@jest/globals";
import { JoseTokenVerifier } from "./jose-verifier.ts";
import { signToken } from "./sign.ts";

const secret = "a secret of at least thirty-two bytes";
const rules = { issuer: "https://product.example", audience: "chat" };

it("makes tokens that this server accepts, for whom they say", async () => {
  const token = await signToken(secret, { userId: "alice", tenantId: "acme", name: "Alice", expires: "1h", ...rules });
  const identity = await new JoseTokenVerifier({ secret }, rules).verify(token);
  expect(identity).toMatchObject({ userId: "alice", tenantId: "acme", name: "Alice" });
  expect(Math.abs(identity.expiresAt - Date.now() - 3_600_000)).toBeLessThan(60_000);
});

it("makes them for a backend that acts for its tenant only when that is asked for", async () => {
  const verify = async (isService: boolean) =>
    new JoseTokenVerifier({ secret }, {}).verify(await signToken(secret, { userId: "crm", isService, expires: "1h" }));
  expect(await verify(true)).toMatchObject({ isService: true });
  expect(await verify(false)).not.toHaveProperty("isService");
});

it("needs nothing but a user", async () => {
  const token = await signToken(secret, { userId: "bob", expires: "1h" });
  expect(await new JoseTokenVerifier({ secret }, {}).verify(token)).toMatchObject({
    userId: "bob",
    tenantId: "default",
  });
});
