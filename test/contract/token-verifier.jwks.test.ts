import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { CryptoKey, JWTHeaderParameters } from "jose";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { JoseTokenVerifier } from "../../infra/auth/jose-verifier.ts";
import { audience, issuer, someClaims, tokenVerifierContract } from "./token-verifier.ts";

const algorithms = ["RS256", "ES256", "EdDSA"] as const;
type Algorithm = (typeof algorithms)[number];

interface Signer {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

/** What the server of keys answers at each path. */
const answers = new Map<string, { readonly status: number; readonly body: string }>();
const asked: string[] = [];
const signers = {} as Record<Algorithm, Signer>;
let server: Server;
let address: string;

beforeAll(async () => {
  const jwks: object[] = [];
  for (const alg of algorithms) {
    signers[alg] = await generateKeyPair(alg, { extractable: true });
    jwks.push({ ...(await exportJWK(signers[alg].publicKey)), kid: alg, alg, use: "sig" });
  }
  answers.set("/keys", { status: 200, body: JSON.stringify({ keys: jwks }) });
  answers.set("/broken", { status: 500, body: "" });
  answers.set("/prose", { status: 200, body: "hello" });
  answers.set("/no-keys", { status: 200, body: "{}" });
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const { status, body } = answers.get(request.url ?? "") ?? { status: 404, body: "" };
    response.writeHead(status, { connection: "close" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const verifierAt = (path: string) => new JoseTokenVerifier({ jwksUrl: `${address}${path}` }, { issuer, audience });

const sign = (alg: Algorithm, more: Partial<JWTHeaderParameters> = {}, claims = someClaims()) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg, kid: alg, ...more }).sign(signers[alg].privateKey);

for (const alg of algorithms) {
  let verifier: JoseTokenVerifier | undefined;
  tokenVerifierContract(alg, () => ({
    verifier: (verifier ??= verifierAt("/keys")),
    sign: (claims) => sign(alg, {}, claims),
  }));
}

describe("a token for published keys", () => {
  const unauthenticated = { name: "ChatError", code: "unauthenticated" };

  it("does not count when a public key was its secret", async () => {
    const verifier = verifierAt("/keys");
    for (const alg of algorithms) {
      const secret = new TextEncoder().encode(await exportSPKI(signers[alg].publicKey));
      const token = await new SignJWT({ ...someClaims() }).setProtectedHeader({ alg: "HS256", kid: alg }).sign(secret);
      await expect(verifier.verify(token)).rejects.toMatchObject(unauthenticated);
    }
  });

  it("does not count when it names a key that is not published", async () => {
    const token = await sign("RS256", { kid: "unknown" });
    await expect(verifierAt("/keys").verify(token)).rejects.toMatchObject(unauthenticated);
  });

  it("does not count when another key signed it", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const token = await new SignJWT({ ...someClaims() })
      .setProtectedHeader({ alg: "ES256", kid: "ES256" })
      .sign(privateKey);
    await expect(verifierAt("/keys").verify(token)).rejects.toMatchObject(unauthenticated);
  });

  it("brings no keys of its own", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = await exportJWK(publicKey);
    const jku = `${address}/mallory`;
    answers.set("/mallory", { status: 200, body: JSON.stringify({ keys: [{ ...jwk, kid: "m" }] }) });
    const headers = [{ jku, kid: "m" }, { x5u: jku, kid: "m" }, { jwk, kid: "ES256" }]; // prettier-ignore
    for (const header of headers) {
      const token = await new SignJWT({ ...someClaims() })
        .setProtectedHeader({ alg: "ES256", ...header })
        .sign(privateKey);
      await expect(verifierAt("/keys").verify(token)).rejects.toMatchObject(unauthenticated);
    }
    expect(asked).not.toContain("/mallory");
  });

  it("counts without naming its key when there is one of its kind", async () => {
    const token = await new SignJWT({ ...someClaims() })
      .setProtectedHeader({ alg: "EdDSA" })
      .sign(signers.EdDSA.privateKey);
    expect(await verifierAt("/keys").verify(token)).toMatchObject({ userId: "alice" });
  });

  it.each(["/broken", "/nowhere", "/prose", "/no-keys"])("waits while the keys cannot be had from %s", async (path) => {
    const failure = verifierAt(path).verify(await sign("RS256"));
    await expect(failure).rejects.toMatchObject({ name: "ChatError", code: "unavailable", retryAfterMs: 1_000 });
  });

  it("waits while nobody answers where the keys should be", async () => {
    const gone = new JoseTokenVerifier({ jwksUrl: "http://127.0.0.1:1/keys" }, {});
    await expect(gone.verify(await sign("RS256"))).rejects.toMatchObject({ code: "unavailable" });
  });

  it("counts again once the keys can be had", async () => {
    const verifier = verifierAt("/late");
    await expect(verifier.verify(await sign("RS256"))).rejects.toMatchObject({ code: "unavailable" });
    answers.set("/late", answers.get("/keys")!);
    expect(await verifier.verify(await sign("RS256"))).toMatchObject({ userId: "alice" });
  });
});
