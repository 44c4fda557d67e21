import { constants, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { silentLogger } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import {
  type Authentication,
  type DocumentClient,
  type IssuerAuthentication,
  issuerTokens,
  type TokenIssuerConfiguration,
} from "../../src/index.js";

export const issuer = "https://auth.example.com";
export const audience = "api";

/** The keys of tests; generated once, because generating RSA keys is slow. */
const made = new Map<string, KeyObject>();

/** A private key by a name that says its kind: `rsa`, `rsa-2`, `P-256`, `P-384`, `P-521`, `ed25519`. */
export function privateKey(name: string): KeyObject {
  let key = made.get(name);
  if (key === undefined) {
    key = name.startsWith("rsa")
      ? generateKeyPairSync("rsa", { modulusLength: name === "rsa-small" ? 1024 : 2048 }).privateKey
      : name === "ed25519"
        ? generateKeyPairSync("ed25519").privateKey
        : generateKeyPairSync("ec", { namedCurve: name }).privateKey;
    made.set(name, key);
  }
  return key;
}

/** The public half, as it is published. */
export function jwk(name: string, more: object = {}): Record<string, unknown> {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = privateKey(name).export({ format: "jwk" });
  return { ...open, kid: name, use: "sig", ...more };
}

const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** Signs a header and claims by node:crypto alone; `by`: the key, by default that of `kid`. */
export function signed(
  header: { alg: string; kid?: string; [more: string]: unknown },
  claims: unknown,
  by = header.kid ?? "rsa",
): string {
  const text = `${encode(header)}.${encode(claims)}`;
  const hash = by === "ed25519" ? null : `sha${header.alg.slice(2)}`;
  const key = privateKey(by);
  const padding = header.alg.startsWith("PS")
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  const signature = sign(hash, Buffer.from(text), {
    key: createPrivateKey(key.export({ type: "pkcs8", format: "pem" })),
    dsaEncoding: "ieee-p1363",
    ...padding,
  });
  return `${text}.${signature.toString("base64url")}`;
}

/** What an issuer's server answers, by URL; a function may throw. */
export type Served = Map<string, () => { readonly body: string; readonly cacheControl?: string }>;

/** The documents of an issuer whose keys may change. */
export function documentsOfIssuer(keys: () => readonly object[], of = issuer): Served {
  const keySet = `${of}/keys`;
  return new Map([
    [`${of}/.well-known/openid-configuration`, () => ({ body: JSON.stringify({ issuer: of, jwks_uri: keySet }) })],
    [keySet, () => ({ body: JSON.stringify({ keys: keys() }) })],
  ]);
}

/** Mappings for tests that do not depend on them. */
export const plainMappings: TokenIssuerConfiguration["mappings"] = {
  username: { claim: "sub", prefix: "" },
  groups: { claim: "groups", prefix: "" },
};

/** An API server that accepts the tokens of an issuer, whose server is a map of documents. */
export function issuerBed({
  keys = [jwk("rsa")],
  serve = () => {},
  ...configuration
}: Partial<TokenIssuerConfiguration> & {
  readonly keys?: readonly object[];
  /** Changes the documents before the first request. */
  readonly serve?: (served: Served) => void;
} = {}) {
  const clock = new FakeClock();
  const current = { keys };
  const served = documentsOfIssuer(() => current.keys);
  serve(served);
  const asked: string[] = [];
  const shown: (string | undefined)[] = [];
  const documents: DocumentClient = {
    async get(url, { bearer } = {}) {
      asked.push(url);
      shown.push(bearer);
      const answer = served.get(url);
      if (answer === undefined) throw new Error(`Get ${JSON.stringify(url)}: the server answered 404 Not Found`);
      return { cacheControl: "", expires: "", ...answer() };
    },
    close: () => {},
  };
  const authentications: IssuerAuthentication[] = [];
  const tokens = issuerTokens({
    issuers: [{ issuer, clientIds: ["my-client"], mappings: plainMappings, ...configuration }],
    audiences: [audience],
    documentsOf: () => documents,
    onAuthentication: (one) => authentications.push(one),
    clock,
    logger: silentLogger,
  });
  const nowSeconds = () => clock.now() / 1000;
  return {
    ...{ clock, served, asked, shown, tokens, authentications },
    /** Publishes other keys. */
    publish(...next: readonly object[]) {
      current.keys = next;
    },
    /** Valid claims. */
    claims: (more: object = {}) => ({
      iss: issuer,
      aud: "my-client",
      sub: "jane",
      exp: nowSeconds() + 3600,
      ...more,
    }),
    async authenticate(token: string, audiences: readonly string[] = [audience]): Promise<Authentication> {
      return tokens.authenticateToken(token, { audiences });
    },
  };
}

/** Runs pending promise callbacks. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
