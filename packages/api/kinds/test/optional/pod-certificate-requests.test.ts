import type { webcrypto } from "node:crypto";
import type { KubernetesObject, Stored } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { optionalKinds } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { problemsOf, type Sent } from "../strategies/attempts.js";
import { base64, certificate, spkiOf } from "./certificates.js";

const kinds = optionalKinds().map(({ definition }) => definition);
const { subtle } = globalThis.crypto;
const podUID = "6f1ed9b7-9f2d-4d3b-8d7b-0a4d1c9b3f10";
const signed = new TextEncoder().encode(podUID);

interface Proof {
  readonly pkixPublicKey: string;
  readonly proofOfPossession: string;
  readonly publicKey: Uint8Array;
}

async function proof(
  generate: webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams | { readonly name: "Ed25519" },
  sign: webcrypto.RsaPssParams | webcrypto.EcdsaParams | { readonly name: "Ed25519" },
): Promise<Proof> {
  const keys = (await subtle.generateKey(generate, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
  const publicKey = await spkiOf(keys.publicKey);
  const signature = new Uint8Array(await subtle.sign(sign, keys.privateKey, signed));
  const isEcdsa = generate.name === "ECDSA";
  return {
    pkixPublicKey: base64(publicKey),
    proofOfPossession: base64(isEcdsa ? asn1(signature) : signature),
    publicKey,
  };
}

/** A signature of WebCrypto as Go's SignASN1 writes it. */
function asn1(pair: Uint8Array): Uint8Array {
  const half = pair.length / 2;
  const numbers = [pair.subarray(0, half), pair.subarray(half)].flatMap((number) => {
    const first = number.findIndex((byte) => byte !== 0);
    const shortest = [...number.subarray(first)];
    const content = (shortest[0] as number) < 0x80 ? shortest : [0, ...shortest];
    return [0x02, content.length, ...content];
  });
  return Uint8Array.from(
    numbers.length < 0x80 ? [0x30, numbers.length, ...numbers] : [0x30, 0x81, numbers.length, ...numbers],
  );
}

const rsa = (modulusLength: number) => ({
  name: "RSA-PSS",
  modulusLength,
  publicExponent: Uint8Array.of(1, 0, 1),
  hash: "SHA-256",
});
const ed25519 = await proof({ name: "Ed25519" }, { name: "Ed25519" });
const other = await proof({ name: "Ed25519" }, { name: "Ed25519" });

const request = (spec: Sent = {}, given: Proof = ed25519) =>
  ({
    apiVersion: "certificates.k8s.io/v1alpha1",
    kind: "PodCertificateRequest",
    metadata: { name: "one", namespace: "default" },
    spec: {
      signerName: "example.com/signer",
      podName: "web",
      podUID,
      serviceAccountName: "default",
      serviceAccountUID: "a",
      nodeName: "node-1",
      nodeUID: "n",
      maxExpirationSeconds: 86_400,
      pkixPublicKey: given.pkixPublicKey,
      proofOfPossession: given.proofOfPossession,
      ...spec,
    },
    status: { certificateChain: "dropped" },
  }) as unknown as KubernetesObject;

const create = (object: KubernetesObject) => openRegistry({ kinds }).store.create(object);
const unproved = ["spec.proofOfPossession: Invalid value: could not verify proof-of-possession signature"];

describe("A PodCertificateRequest", () => {
  it("has no status at first, and its spec is immutable", async () => {
    const { store } = openRegistry({ kinds });
    const stored = await store.create(request());
    expect(stored).toMatchObject({ status: {} });
    expect((stored as unknown as { status: object }).status).toEqual({});
    const next = { ...stored, spec: (request({ podName: "other" }) as unknown as { spec: object }).spec };
    const [problem, ...more] = await problemsOf(() => store.update(next as unknown as Stored));
    expect(more).toEqual([]);
    expect(problem).toMatch(
      /^spec: Invalid value: \{"SignerName":"example.com\/signer","PodName":"other","PodUID":".*"MaxExpirationSeconds":86400,.*\}: field is immutable$/,
    );
  });

  it.each<[string, () => Promise<Proof>]>([
    ["P-256", () => proof({ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" })],
    ["P-384", () => proof({ name: "ECDSA", namedCurve: "P-384" }, { name: "ECDSA", hash: "SHA-256" })],
    ["P-521", () => proof({ name: "ECDSA", namedCurve: "P-521" }, { name: "ECDSA", hash: "SHA-256" })],
    ["RSA with 3072 bits and a salt as long as the hash", () => proof(rsa(3072), { name: "RSA-PSS", saltLength: 32 })],
    ["RSA with 3072 bits and Go's salt", () => proof(rsa(3072), { name: "RSA-PSS", saltLength: 350 })],
  ])("proves that its author has the key: %s", async (_, make) => {
    expect(await problemsOf(async () => create(request({}, await make())))).toEqual([]);
  });

  const long = base64(new Uint8Array(10 * 1024 + 1));

  it.each<[string, Sent, readonly string[]]>([
    ["another pod's uid", { podUID: "another" }, unproved],
    ["another key", { pkixPublicKey: other.pkixPublicKey }, unproved],
    ["no signature", { proofOfPossession: "" }, unproved],
    [
      "no key",
      { pkixPublicKey: "AQID" },
      ['spec.pkixPublicKey: Invalid value: "AQID": must be a valid PKIX-serialized public key'],
    ],
    ["a long key", { pkixPublicKey: long }, ["spec.pkixPublicKey: Too long: may not be more than 10240 bytes"]],
    [
      "a long proof",
      { proofOfPossession: long },
      ["spec.proofOfPossession: Too long: may not be more than 10240 bytes"],
    ],
    ["no duration", { maxExpirationSeconds: undefined }, ["spec.maxExpirationSeconds: Required value: must be set"]],
    ["91 days", { maxExpirationSeconds: 7_862_400 }, []],
    [
      "more than 91 days",
      { maxExpirationSeconds: 7_862_401 },
      ["spec.maxExpirationSeconds: Invalid value: 7862401: must be in the range [3600, 7862400]"],
    ],
    [
      "more than a day of Kubernetes' signers",
      { signerName: "kubernetes.io/kube-apiserver-client-pod", maxExpirationSeconds: 86_401 },
      ["spec.maxExpirationSeconds: Invalid value: 86401: must be in the range [3600, 86400]"],
    ],
    [
      "nobody",
      { serviceAccountUID: "", nodeUID: "n".repeat(129), signerName: "" },
      [
        "spec.signerName: Required value",
        'spec.serviceAccountUID: Invalid value: "": must not be empty',
        "spec.nodeUID: Too long: may not be more than 128 bytes",
      ],
    ],
  ])("is refused or not as upstream: %s", async (_, spec, problems) => {
    expect(await problemsOf(() => create(request(spec)))).toEqual(problems);
  });

  it("needs an RSA key of 3072 or 4096 bits", async () => {
    const short = await proof(rsa(2048), { name: "RSA-PSS", saltLength: 32 });
    expect(await problemsOf(() => create(request({}, short)))).toEqual([
      'spec.pkixPublicKey: Invalid value: "2048-bit modulus": RSA keys must have modulus size 3072 or 4096',
    ]);
  });
});

describe("The status of a PodCertificateRequest", () => {
  const startMs = Math.floor(new FakeClock().now() / 1000) * 1000;
  const hour = 3_600_000;
  const at = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");
  const condition = (type: string, status = "True") => ({
    type,
    status,
    reason: "Because",
    message: "",
    lastTransitionTime: at(startMs),
  });
  const chain = (notBeforeMs: number, notAfterMs: number, publicKey = ed25519.publicKey) =>
    certificate({ publicKey, notBeforeMs, notAfterMs });
  const issued = (change: Sent = {}): Sent => ({
    conditions: [condition("Issued")],
    certificateChain: chain(startMs, startMs + 12 * hour),
    notBefore: at(startMs),
    beginRefreshAt: at(startMs + hour),
    notAfter: at(startMs + 12 * hour),
    ...change,
  });

  async function open() {
    const { store } = openRegistry({ kinds });
    const { apiVersion, kind, metadata } = await store.create(request());
    return async (status: Sent) => {
      const stored = await store.get({ apiVersion, kind }, metadata);
      return problemsOf(() => store.update({ ...stored, status } as Stored, { subresource: "status" }));
    };
  }
  const ofChain = (text: string, detail: string) =>
    `status.certificateChain: Invalid value: ${JSON.stringify(text)}: ${detail}`;
  const foreign = chain(startMs, startMs + 12 * hour, other.publicKey);

  it.each<[string, Sent, readonly string[]]>([
    ["issued", issued(), []],
    [
      "issued, with an intermediate certificate",
      issued({ certificateChain: chain(startMs, startMs + 12 * hour) + foreign }),
      [],
    ],
    ["denied", { conditions: [condition("Denied")] }, []],
    ["failed", { conditions: [condition("Failed")] }, []],
    [
      "failed with a certificate",
      { ...issued(), conditions: [condition("Failed")] },
      [
        "status: Invalid value: non-condition status fields must be empty when denying or failing the PodCertificateRequest",
      ],
    ],
    [
      "changed without an outcome",
      { certificateChain: "a" },
      ['status: Invalid value: status is immutable unless transitioning to "Issued", "Denied", or "Failed"'],
    ],
    [
      "two outcomes",
      { conditions: [condition("Denied"), condition("Failed")] },
      [
        'status.conditions.[1].type: Invalid value: "Failed": There may be at most one condition with type "Issued", "Denied", or "Failed"',
      ],
    ],
    [
      "an outcome that is not so",
      { conditions: [condition("Denied", "False")] },
      ['status.conditions.[0].status: Unsupported value: "False": supported values: "True"'],
    ],
    [
      "an unknown outcome",
      { conditions: [condition("Ready")] },
      ['status.conditions.[0].type: Unsupported value: "Ready": supported values: "Issued", "Denied", "Failed"'],
    ],
    [
      "issued without anything",
      issued({ certificateChain: undefined }),
      [ofChain("", "issued certificate chain must contain at least one certificate")],
    ],
    [
      "issued for another key",
      issued({ certificateChain: foreign }),
      [ofChain(foreign, "leaf certificate was not issued to the requested public key")],
    ],
    [
      "issued without times",
      issued({ notAfter: undefined, beginRefreshAt: undefined }),
      [
        "status.notAfter: Required value: must be present and consistent with the issued certificate",
        "status.beginRefreshAt: Required value: must be present and in the range [notbefore+10min, notafter-10min]",
      ],
    ],
    [
      "issued with other times",
      issued({ notBefore: at(startMs + 1000) }),
      [
        `status.notBefore: Invalid value: "${at(startMs + 1000)}": must be set to the NotBefore time encoded in the leaf certificate`,
      ],
    ],
    [
      "issued for the past",
      issued({ notBefore: at(startMs - hour), certificateChain: chain(startMs - hour, startMs + 12 * hour) }),
      [
        `status.notBefore: Invalid value: "${at(startMs - hour)}": must be set to within 5 minutes of kube-apiserver's current time`,
      ],
    ],
    [
      "issued for too long",
      issued({ notAfter: at(startMs + 25 * hour), certificateChain: chain(startMs, startMs + 25 * hour) }),
      [
        "status.certificateChain: Invalid value: 90000000000000: leaf certificate lifetime must be <= spec.maxExpirationSeconds (86400)",
      ],
    ],
    [
      "issued for half an hour",
      issued({ notAfter: at(startMs + hour / 2), certificateChain: chain(startMs, startMs + hour / 2) }),
      ["status.certificateChain: Invalid value: 1800000000000: leaf certificate lifetime must be >= 1 hour"],
    ],
    [
      "refreshed at once",
      issued({ beginRefreshAt: at(startMs + 60_000) }),
      [
        `status.beginRefreshAt: Invalid value: "${at(startMs + 60_000)}": must be at least 10 minutes after status.notBefore`,
      ],
    ],
    [
      "refreshed too late",
      issued({ beginRefreshAt: at(startMs + 12 * hour) }),
      [
        `status.beginRefreshAt: Invalid value: "${at(startMs + 12 * hour)}": must be at least 10 minutes before status.notAfter`,
      ],
    ],
  ])("%s", async (_, status, problems) => {
    const write = await open();
    expect(await write(status)).toEqual(problems);
  });

  it("is final once the certificate is issued, denied or failed", async () => {
    const write = await open();
    expect(await write({ conditions: [condition("Denied")] })).toEqual([]);
    expect(await write({ conditions: [condition("Denied")] })).toEqual([]);
    expect(await write({ conditions: [condition("Failed")] })).toEqual([
      "status: Invalid value: immutable after PodCertificateRequest is issued, denied, or failed",
    ]);
  });
});
