import { expect, it } from "@jest/globals";
import { SignJWT } from "jose";
import { JoseTokenVerifier } from "../../infra/auth/jose-verifier.ts";
import { audience, issuer, someClaims, tokenVerifierContract } from "./token-verifier.ts";

const secret = "a secret of at least thirty-two bytes";

const signWith = (key: string, claims = someClaims()) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(key));

const verifier = new JoseTokenVerifier({ secret }, { issuer, audience });

tokenVerifierContract("secret", () => ({ verifier, sign: (claims) => signWith(secret, claims) }));

it("does not count when another secret signed it", async () => {
  const token = await signWith("another secret, also of thirty-two bytes");
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: "unauthenticated" });
});

it("may have any issuer and audience where none is asked for", async () => {
  const open = new JoseTokenVerifier({ secret }, {});
  const token = await signWith(secret, someClaims({ iss: "anyone", aud: undefined }));
  expect(await open.verify(token)).toMatchObject({ userId: "alice" });
});

it("is refused without a word about its content", async () => {
  const token = await signWith(secret, someClaims({ iss: "https://hidden.example" }));
  const failure: unknown = await verifier.verify(token).catch((error: unknown) => error);
  expect(String(failure)).toContain('"iss"');
  expect(String(failure)).not.toContain("hidden");
});
