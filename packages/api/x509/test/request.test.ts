import { createSign, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { element, integer, nullValue, objectIdentifier, sequence } from "../src/der/encode.js";
import {
  commonNameOf,
  createCertificateRequest,
  encodePem,
  parseCertificateRequest,
  pemBlocks,
  signatureFault,
} from "../src/index.js";
import { signedCertificate, signingAlgorithms } from "../src/issue.js";
import { nameElement } from "../src/names/distinguished-name.js";

const { subtle } = globalThis.crypto;

const algorithms = [
  ["ECDSA on P-256", { name: "ECDSA", namedCurve: "P-256" }],
  ["ECDSA on P-384", { name: "ECDSA", namedCurve: "P-384" }],
  ["ECDSA on P-521", { name: "ECDSA", namedCurve: "P-521" }],
  ["Ed25519", { name: "Ed25519" }],
  ["RSA", { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" }],
] as const;

async function request(algorithm: object, more: object = {}) {
  const keys = await subtle.generateKey(algorithm as { name: "ECDSA"; namedCurve: string }, true, ["sign", "verify"]);
  return createCertificateRequest({ subject: { commonName: ["jane"], organization: ["a", "b"] }, keys, ...more });
}

describe("certificate requests", () => {
  it.each(algorithms)("one signed with %s is verified, and a changed one is not", async (_, algorithm) => {
    const pem = await request(algorithm);
    const parsed = parseCertificateRequest(pem);
    expect(await signatureFault(parsed)).toBeUndefined();
    const [block] = pemBlocks(pem);
    const bytes = Uint8Array.from(block?.bytes ?? []);
    // A letter of the common name.
    const at = bytes.findIndex((_, index) => String.fromCharCode(...bytes.subarray(index, index + 4)) === "jane");
    bytes[at] = "k".charCodeAt(0);
    const changed = parseCertificateRequest(encodePem("CERTIFICATE REQUEST", bytes));
    expect(commonNameOf(changed.subject)).toBe("kane");
    expect(await signatureFault(changed)).toMatch(
      /^(x509: (ECDSA|Ed25519) verification failure|crypto\/rsa: verification error)$/,
    );
  });

  it("subject and alternative names are read in their order", async () => {
    const pem = await request(algorithms[0][1], {
      alternativeNames: {
        dnsNames: ["b.example.com", "a.example.com"],
        ipAddresses: [Uint8Array.of(10, 0, 0, 1)],
        emailAddresses: ["jane@example.com"],
        uris: ["spiffe://example.com/jane"],
      },
    });
    const { subject, alternativeNames } = parseCertificateRequest(pem);
    expect(subject).toEqual({ commonName: ["jane"], organization: ["a", "b"] });
    expect(alternativeNames).toEqual({
      dnsNames: ["b.example.com", "a.example.com"],
      emailAddresses: ["jane@example.com"],
      ipAddresses: [Uint8Array.of(10, 0, 0, 1)],
      uris: ["spiffe://example.com/jane"],
    });
  });

  const signer = generateKeyPairSync("rsa", { modulusLength: 1024 });
  function selfMade({
    algorithm = signingAlgorithms.RSA as Uint8Array,
    signature = undefined as Uint8Array | undefined,
    keys = signer,
  }) {
    const key = keys.publicKey.export({ type: "spki", format: "der" });
    const signed = sequence(integer(Uint8Array.of(0)), nameElement({ commonName: ["x"] }), key, element(0xa0));
    const bytes = signature ?? sign("sha256", signed, keys.privateKey);
    return encodePem("CERTIFICATE REQUEST", signedCertificate(signed, algorithm, bytes));
  }
  const algorithm = (identifier: string) => sequence(objectIdentifier(identifier), nullValue());

  it("what Go refuses to verify is rejected with its message", async () => {
    const short = generateKeyPairSync("rsa", { modulusLength: 512 });
    const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }) as unknown as typeof signer;
    const faultOf = (pem: string) => signatureFault(parseCertificateRequest(pem));
    expect(await faultOf(selfMade({}))).toBeUndefined();
    expect(await faultOf(selfMade({ keys: short }))).toBe(
      "crypto/rsa: 512-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)",
    );
    expect(await faultOf(selfMade({ algorithm: algorithm("1.2.840.113549.1.1.4") }))).toBe(
      "x509: cannot verify signature: insecure algorithm MD5-RSA",
    );
    expect(await faultOf(selfMade({ algorithm: algorithm("1.2.3") }))).toBe(
      "x509: cannot verify signature: algorithm unimplemented",
    );
    expect(await faultOf(selfMade({ keys: curve }))).toBe(
      "x509: signature algorithm specifies an RSA public key, but have public key of type *ecdsa.PublicKey",
    );
    expect(await faultOf(selfMade({ signature: Uint8Array.of(1, 2, 3) }))).toBe("crypto/rsa: verification error");
    const ecdsa = { keys: curve, algorithm: signingAlgorithms["P-256"], signature: Uint8Array.of(1, 2, 3) };
    expect(await faultOf(selfMade(ecdsa))).toBe("x509: ECDSA verification failure");
  });

  it("SHA-1 of RSA is accepted, as in Go", async () => {
    const key = signer.publicKey.export({ type: "spki", format: "der" });
    const signed = sequence(integer(Uint8Array.of(0)), nameElement({ commonName: ["x"] }), key, element(0xa0));
    const signature = createSign("sha1").update(signed).sign(signer.privateKey);
    const pem = selfMade({ algorithm: algorithm("1.2.840.113549.1.1.5"), signature });
    expect(await signatureFault(parseCertificateRequest(pem))).toBeUndefined();
  });

  it.each([
    ["no PEM at all", "hello", "PEM block type must be CERTIFICATE REQUEST"],
    ["another type", encodePem("CERTIFICATE", Uint8Array.of(0x30, 0)), "PEM block type must be CERTIFICATE REQUEST"],
    ["cut off", encodePem("CERTIFICATE REQUEST", Uint8Array.of(0x30, 5, 1)), "asn1: syntax error: data truncated"],
    [
      "more behind it",
      encodePem("CERTIFICATE REQUEST", Uint8Array.of(0x30, 0, 1, 1, 0)),
      "asn1: syntax error: trailing data",
    ],
    ["no sequence", encodePem("CERTIFICATE REQUEST", Uint8Array.of(4, 0)), "asn1: structure error: tags don't match"],
    [
      "nothing in it",
      encodePem("CERTIFICATE REQUEST", Uint8Array.of(0x30, 0)),
      "asn1: structure error: tags don't match",
    ],
  ])("a request is rejected: %s", (_, pem, fault) => {
    expect(() => parseCertificateRequest(pem)).toThrow(fault);
  });
});
