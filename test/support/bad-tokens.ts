import { createHash, createHmac } from "node:crypto";

import { EncryptJWT } from "jose";

import { inAnHour } from "./tokens.ts";

/** What is said of it, and the token; it says what it is refused as, where that is not `unauthenticated`. */
export type BadToken = readonly [what: string, token: string, code?: string];

interface Parts {
  readonly header?: object | string;
  readonly payload?: unknown;
  readonly key?: string | Buffer;
  readonly hash?: string;
}

const encode = (part: unknown): string =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");

/** Makes tokens that are good but for one thing each. Text as a header or a payload is taken as it is. */
export class Forger {
  readonly #secret: string;
  readonly #claims: object;

  /** @param claims of every token, as an issuer and an audience that a server asks for */
  constructor(secret: string, claims: object = {}) {
    this.#secret = secret;
    this.#claims = claims;
  }

  token({ header = {}, payload = {}, key = this.#secret, hash = "sha256" }: Parts = {}): string {
    const whole = typeof header === "string" ? header : { alg: "HS256", typ: "JWT", ...header };
    const isPlain = typeof payload === "object" && payload !== null && !Array.isArray(payload);
    const signed = `${encode(whole)}.${encode(isPlain ? this.#claimsWith(payload) : payload)}`;
    return `${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
  }

  unsigned(header: object | string): string {
    return this.token({ header }).replace(/[^.]*$/, "");
  }

  /** @param listener an address that must never be asked for anything */
  all(listener: string): readonly BadToken[] {
    return [...this.#algorithms(), ...this.#keys(listener), ...this.#times(), ...this.#people(), ...this.#texts()];
  }

  #claimsWith(claims: object): object {
    return { sub: "mallory", exp: inAnHour(), ...this.#claims, ...claims };
  }

  #algorithms(): readonly BadToken[] {
    const alg = (name: unknown, hash = "sha256"): string => this.token({ header: { alg: name }, hash });
    const b64 = { alg: "HS256", b64: false, crit: ["b64"] };
    return [
      ...["none", "None", "NONE", "nOnE", "HS256"].map(
        (name) => [`the algorithm ${name} and no signature`, this.unsigned({ alg: name })] as const,
      ),
      ["the algorithm none and a good signature", alg("none")],
      ["the algorithm HS384", alg("HS384", "sha384")],
      ["the algorithm HS512", alg("HS512", "sha512")],
      ["the algorithm HS384 with a shorter hash", alg("HS384")],
      ["RS256 signed with the secret", alg("RS256")],
      ["ES256 signed with the secret", alg("ES256")],
      ["EdDSA signed with the secret", alg("EdDSA")],
      ["an algorithm in lower case", alg("hs256")],
      ["an algorithm with a space", alg("HS256 ")],
      ["an algorithm that nobody knows", alg("XS999")],
      ["a list of algorithms", alg(["HS256"])],
      ["an algorithm that is null", alg(null)],
      ["an algorithm called __proto__", alg("__proto__")],
      ["no algorithm", this.token({ header: '{"typ":"JWT"}' })],
      ["two algorithms, the last one none", this.unsigned('{"alg":"HS256","alg":"none"}')],
      ["something critical that nobody knows", this.token({ header: { crit: ["x-mine"], "x-mine": 1 } })],
      ["something critical that is known", this.token({ header: { crit: ["exp"], exp: inAnHour() } })],
      ["nothing critical", this.token({ header: { crit: [] } })],
      ["a payload that is not encoded", this.#notEncoded(b64)],
      ["a payload said not to be encoded", this.token({ header: b64 })],
    ];
  }

  #notEncoded(header: object): string {
    const payload = JSON.stringify(this.#claimsWith({})).replaceAll(".", "-");
    const signature = createHmac("sha256", this.#secret)
      .update(`${encode(header)}.${payload}`)
      .digest("base64url");
    return `${encode(header)}.${payload}.${signature}`;
  }

  #keys(listener: string): readonly BadToken[] {
    const own = "a key of my own, of more than 32 bytes";
    const k = Buffer.from(own).toString("base64url");
    const signedBy = (key: string | Buffer, header: object = {}): string => this.token({ key, header });
    return [
      ["another key", signedBy(own)],
      ["an empty key", signedBy("")],
      ["the key and a line break", signedBy(`${this.#secret}\n`)],
      ["half of the key", signedBy(this.#secret.slice(0, 32))],
      ["the key's hash", signedBy(createHash("sha256").update(this.#secret).digest())],
      ["the key, decoded", signedBy(Buffer.from(this.#secret, "hex"))],
      [
        "the signature of another token",
        this.token().replace(/[^.]*$/, this.token({ header: { x: 1 } }).split(".")[2]!),
      ],
      ["a key in the header", signedBy(own, { jwk: { kty: "oct", alg: "HS256", k } })],
      ["a key at an address", signedBy(own, { jku: `${listener}/keys`, kid: "1" })],
      ["a certificate at an address", signedBy(own, { x5u: `${listener}/certificate`, kid: "1" })],
      ["a certificate in the header", signedBy(own, { x5c: [Buffer.from(own).toString("base64")] })],
      ["a key named as a path", signedBy("", { kid: "../../../../dev/null" })],
      ["a key named as an address", signedBy(own, { kid: `${listener}/key` })],
      ["a key named as a query", signedBy(own, { kid: `x' union select '${own}' --` })],
      ["a key named as a command", signedBy(own, { kid: `|curl ${listener}/` })],
    ];
  }

  #times(): readonly BadToken[] {
    const claims = (payload: object): string => this.token({ payload });
    const raw = (exp: string): string =>
      this.token({ payload: JSON.stringify(this.#claimsWith({ exp: "@" })).replace('"@"', exp) });
    return [
      ["no end", claims({ exp: undefined })],
      ["an end that is over", claims({ exp: inAnHour() - 7_200 }), "token_expired"],
      ["an end before 1970", claims({ exp: -1 }), "token_expired"],
      ["an end that is 0", claims({ exp: 0 }), "token_expired"],
      ["an end that is text", claims({ exp: String(inAnHour()) })],
      ["an end that is a list", claims({ exp: [inAnHour()] })],
      ["an end that is null", claims({ exp: null })],
      ["an end that is true", claims({ exp: true })],
      ["an end that is NaN", raw("NaN")],
      ["an end that is infinite", raw("1e400")],
      ["an end that no calendar has", raw("1e15")],
      ["a beginning in the future", claims({ nbf: inAnHour() })],
      ["a beginning that is text", claims({ nbf: "yesterday" })],
      ["an issue time that is text", claims({ iat: "yesterday" })],
    ];
  }

  #people(): readonly BadToken[] {
    const subs: readonly unknown[] = [undefined, "", 7, true, null, ["alice"], { id: "alice" }, "x".repeat(129)];
    const texts = ["a\u0000b", "a\nb", "a\u0085b", "a\ud800b", "__proto__", ".", ".."];
    const tids = ["Acme", "", "x".repeat(65), ["acme"], null, 7, "../acme", "a b", "ä"];
    return [
      ...[...subs, ...texts].map((sub) => [`the user ${shortly(sub)}`, this.token({ payload: { sub } })] as const),
      ...tids.map((tid) => [`the tenant ${shortly(tid)}`, this.token({ payload: { tid } })] as const),
    ];
  }

  #texts(): readonly BadToken[] {
    const good = this.token();
    const [header, payload, signature] = good.split(".") as [string, string, string];
    return [
      ...([[], "alice", 7, null, true] as const).map(
        (whole) => [`a payload that is ${shortly(whole)}`, this.token({ payload: JSON.stringify(whole) })] as const,
      ),
      ["a payload that is no JSON", this.token({ payload: "sub=mallory" })],
      ["an empty payload", this.token({ payload: "" })],
      ["a header that is no JSON", this.token({ header: "alg=HS256" })],
      ["a header that is a list", this.token({ header: '["HS256"]' })],
      ["nothing at all", ".."],
      ["no payload", `${header}..${signature}`],
      ["no header", `.${payload}.${signature}`],
      ["two parts", `${header}.${payload}`],
      ["four parts", `${good}.${signature}`],
      ["five parts", `${good}.${signature}.${signature}`],
      ["a dot in front", `.${good}`],
      ["a dot behind", `${good}.`],
      ["padding", `${good}=`],
      ["padding everywhere", `${header}==.${payload}==.${signature}=`],
      ["a space inside", `${header}. ${payload}.${signature}`],
      ["a space in its signature", `${header}.${payload}.${signature.slice(0, 5)} ${signature.slice(5)}`],
      ["a signature in the other alphabet", this.#inOtherAlphabet()],
      ["a signature in hex", `${header}.${payload}.${Buffer.from(signature, "base64url").toString("hex")}`],
      ["a signature with bits to spare", this.#withSpareBits(good)],
      ["a signature with more behind it", `${good}AAAA`],
      ["a signature without its end", good.slice(0, -4)],
      ["another token behind it", `${good} ${good}`],
      ["another token after a comma", `${good},${good}`],
      ["its scheme twice", `Bearer ${good}`],
      ["quotes", `"${good}"`],
      ["an endless header", this.token({ header: { pad: "x".repeat(20_000) } })],
      ["letters that are none", `${header}.${payload}.🙂🙂`],
      ["wide letters", good.replace(/^e/, "ｅ")],
      ["percent signs", `%65${good.slice(1)}`],
      ["the words of a program", "' or 1=1; --"],
      ["null", "null"],
      ["undefined", "undefined"],
    ];
  }

  /** 32 bytes leave two bits of the last letter unused: whoever overlooks them takes four texts for one token. */
  #withSpareBits(good: string): string {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return good.slice(0, -1) + letters.charAt(letters.indexOf(good.at(-1) ?? "") + 1);
  }

  #inOtherAlphabet(): string {
    for (let jti = 0; ; jti += 1) {
      const token = this.token({ payload: { jti: String(jti) } });
      const [, , signature = ""] = token.split(".");
      if (/[-_]/.test(signature)) return token.replace(signature, signature.replaceAll("-", "+").replaceAll("_", "/"));
    }
  }

  /** Encrypted with the secret, as no server of ours asks for. */
  async encrypted(): Promise<BadToken> {
    const token = await new EncryptJWT({ ...this.#claimsWith({}) })
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .encrypt(createHash("sha256").update(this.#secret).digest());
    return ["a payload that is encrypted", token];
  }
}

const shortly = (value: unknown): string => (value === undefined ? "nobody" : JSON.stringify(value).slice(0, 20));
