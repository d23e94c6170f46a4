import { describe, expect, it } from "@jest/globals";
import type { TokenVerifier } from "../../core/ports/token-verifier.ts";

/** A token's claims; what is undefined is left out. */
export type Claims = Readonly<Record<string, unknown>>;

/** A verifier of `issuer` and `audience`, and whoever signs for it. */
export interface OpenVerifier {
  readonly verifier: TokenVerifier;
  sign(claims: Claims): Promise<string>;
}

export const issuer = "https://product.example";
export const audience = "chat";

/** How far two clocks may differ: a token is taken this much longer, and so its session lasts this much longer. */
const leewayMs = 5_000;

const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;
export const someClaims = (more: Claims = {}): Claims => ({
  sub: "alice",
  exp: secondsFromNow(600),
  iss: issuer,
  aud: audience,
  ...more,
});

/** What is promised of every token, however it is signed. */
export const tokenVerifierContract = (name: string, open: () => OpenVerifier): void => {
  describe(`a token (${name})`, () => {
    const verify = async (more: Claims = {}) => open().verifier.verify(await open().sign(someClaims(more)));
    const expectRefusal = (more: Claims, code = "unauthenticated") =>
      expect(verify(more)).rejects.toMatchObject({ name: "ChatError", code });

    it("speaks for its user, in the default tenant", async () => {
      const exp = secondsFromNow(60);
      const expiresAt = exp * 1_000 + leewayMs;
      expect(await verify({ exp })).toEqual({ userId: "alice", tenantId: "default", expiresAt });
    });

    it("may name a tenant and a profile", async () => {
      const claims = { tid: "acme-2", name: "Alice", picture: "https://example.org/a.png" };
      expect(await verify(claims)).toMatchObject({ tenantId: "acme-2", name: "Alice", picture: claims.picture });
    });

    it("speaks for a backend that acts for its whole tenant, where its role is exactly that", async () => {
      expect(await verify({ role: "service" })).toMatchObject({ userId: "alice", isService: true });
      for (const role of ["Service", "admin", ["service"], { service: true }, true, "service ", null]) {
        expect(await verify({ role })).not.toHaveProperty("isService");
      }
    });

    it.each([
      ["a number", 7],
      ["empty", ""],
      ["endless", "x".repeat(2_049)],
      ["unprintable", "a\u0000b"],
    ])("counts without a name that is %s", async (_what, value) => {
      expect(await verify({ name: value, picture: value })).not.toHaveProperty("name");
    });

    it("is told apart when it has expired", () => expectRefusal({ exp: secondsFromNow(-60) }, "token_expired"));

    it("counts a few seconds longer, for clocks that differ", async () => {
      expect(await verify({ exp: secondsFromNow(-2) })).toMatchObject({ userId: "alice" });
      await expectRefusal({ exp: secondsFromNow(-8) }, "token_expired");
    });

    it.each([
      ["no user", { sub: undefined }],
      ["an empty user", { sub: "" }],
      ["a user who is a number", { sub: 7 }],
      ["a user whose id is too long", { sub: "x".repeat(129) }],
      ["a user with a control character", { sub: "a\nb" }],
      ["half a character as a user", { sub: "\ud83d" }],
      ["a user who could be no key of an object", { sub: "__proto__" }],
      ["no expiry", { exp: undefined }],
      ["an expiry that is a text", { exp: "tomorrow" }],
      ["a beginning in the future", { nbf: secondsFromNow(60) }],
      ["another issuer", { iss: "https://evil.example" }],
      ["no issuer", { iss: undefined }],
      ["another audience", { aud: "mail" }],
      ["no audience", { aud: undefined }],
      ["a tenant in capitals", { tid: "ACME" }],
      ["a tenant with a slash", { tid: "a/b" }],
      ["an empty tenant", { tid: "" }],
      ["a tenant that is too long", { tid: "x".repeat(65) }],
      ["a tenant that is a number", { tid: 7 }],
      ["no tenant at all", { tid: null }],
    ])("does not count with %s", (_what, more) => expectRefusal(more));

    it("does not count when it was changed after it was signed", async () => {
      const [header, , signature] = (await open().sign(someClaims())).split(".");
      const payload = Buffer.from(JSON.stringify(someClaims({ sub: "mallory" }))).toString("base64url");
      const forged = [header, payload, signature].join(".");
      await expect(open().verifier.verify(forged)).rejects.toMatchObject({ code: "unauthenticated" });
    });

    it.each(["", "x", "a.b.c", "..", "Bearer x", `${"a".repeat(5_000)}.b.c`, "🙂.🙂.🙂"])(
      "is not one when it reads %j",
      async (text) => {
        await expect(open().verifier.verify(text)).rejects.toMatchObject({ code: "unauthenticated" });
      },
    );

    it.each(["none", "None", "HS384", "RS512", "ES384"])("does not count with the algorithm %s", async (alg) => {
      const header = Buffer.from(JSON.stringify({ alg })).toString("base64url");
      const payload = Buffer.from(JSON.stringify(someClaims())).toString("base64url");
      for (const signature of ["", "AAAA"]) {
        const forged = [header, payload, signature].join(".");
        await expect(open().verifier.verify(forged)).rejects.toMatchObject({ code: "unauthenticated" });
      }
    });
  });
};
