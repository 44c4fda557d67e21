import { X509Certificate } from "node:crypto";
import type { CertificateSigningRequest } from "@engenho/core";
import { afterEach, describe, expect, it } from "vitest";
import { type CertificateAuthority, createCertificateSigning } from "../src/index.js";
import { authorityWith, node, requestOf, run } from "./support.js";

type Status = CertificateSigningRequest["status"];

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;
const startMs = Date.UTC(2025, 0, 1);
const client = "kubernetes.io/kube-apiserver-client";
const kubelet = "kubernetes.io/kube-apiserver-client-kubelet";
const serving = "kubernetes.io/kubelet-serving";
const jane = { commonName: ["jane"], organization: ["b", "a"] };
const isDone = (status: Status) =>
  status?.certificate !== undefined || status?.conditions?.some(({ type }) => type === "Failed") === true;

let world: ReturnType<typeof start>;
afterEach(() => world.end());

function start(authority = authorityWith("P-256", startMs + 10 * yearMs), maxDurationMs = yearMs) {
  return run((options) => createCertificateSigning({ ...options, authorityOf: () => authority, maxDurationMs }));
}

function certificateOf(status: Status): X509Certificate {
  return new X509Certificate(atob(status?.certificate ?? ""));
}

const refused: [string, object, string][] = [
  [client, { usages: ["client auth", "server auth"] }, "invalid usage for client certificate: server auth"],
  [client, { usages: ["digital signature"] }, "missing required usage for client certificate: client auth"],
  [kubelet, { request: await requestOf(jane) }, "subject organization is not system:nodes"],
  [kubelet, { request: await requestOf(node, { dnsNames: ["a"] }) }, "DNS subjectAltNames are not allowed"],
  [kubelet, { request: await requestOf(node, { emailAddresses: ["a@b"] }) }, "Email subjectAltNames are not allowed"],
  [
    kubelet,
    { request: await requestOf(node, { ipAddresses: [Uint8Array.of(1, 2, 3, 4)] }) },
    "IP subjectAltNames are not allowed",
  ],
  [kubelet, { request: await requestOf(node, { uris: ["a:b"] }) }, "URI subjectAltNames are not allowed"],
  [
    kubelet,
    { request: await requestOf({ ...node, commonName: ["a"] }) },
    "subject common name does not begin with system:node:",
  ],
  [kubelet, { usages: ["client auth"] }, "usages did not match [client auth digital signature key encipherment]"],
  [serving, { request: await requestOf(node) }, "DNS or IP subjectAltName is required"],
  [
    serving,
    { request: await requestOf(node, { dnsNames: ["a"], uris: ["a:b"] }) },
    "URI subjectAltNames are not allowed",
  ],
  [
    serving,
    {
      request: await requestOf(node, { dnsNames: ["a"] }),
      usages: ["server auth", "client auth", "digital signature"],
    },
    "usages did not match [digital signature key encipherment server auth]",
  ],
];

const accepted: [string, object][] = [
  [kubelet, { usages: ["digital signature", "client auth"] }],
  [kubelet, { usages: ["key encipherment", "digital signature", "client auth"] }],
  [serving, { request: await requestOf(node, { dnsNames: ["a"] }), usages: ["digital signature", "server auth"] }],
];

describe("the signing controller", () => {
  it("issues the certificate of an approved request, and of no other", async () => {
    world = start();
    const names = { dnsNames: ["jane.example.com"], ipAddresses: [Uint8Array.of(10, 0, 0, 1)] };
    const spec = { request: await requestOf(jane, names), signerName: client, expirationSeconds: 86_400 };
    await world.create(spec);
    expect(await world.status()).toEqual({});
    await world.decide("Approved");
    const certificate = certificateOf(await world.status(isDone));
    expect(certificate.subject).toBe("O=a + O=b\nCN=jane");
    expect(certificate.issuer).toBe("CN=authority");
    expect(certificate.subjectAltName).toBe("DNS:jane.example.com, IP Address:10.0.0.1");
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(Date.parse(certificate.validFrom)).toBe(startMs - 5 * 60_000);
    expect(Date.parse(certificate.validTo)).toBe(startMs + 24 * hourMs - 5 * 60_000);
  });

  it.each(["P-256", "P-384", "P-521", "RSA", "Ed25519"] as const)("signs with a key on %s", async (type) => {
    const authority = authorityWith(type, startMs + 10 * yearMs);
    world = start(authority);
    await world.create({ request: await requestOf(jane), signerName: client });
    await world.decide("Approved");
    const certificate = certificateOf(await world.status(isDone));
    expect(certificate.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
  });

  it.each<[string, number | undefined, number]>([
    ["nothing is asked", undefined, yearMs - 5 * 60_000],
    ["less is asked", 7200, 2 * hourMs],
    ["more is asked", 2 * 365 * 86_400, yearMs - 5 * 60_000],
  ])("certificates live as long as they may where %s", async (_, expirationSeconds, lifetimeMs) => {
    world = start();
    const expiration = expirationSeconds === undefined ? {} : { expirationSeconds };
    await world.create({ request: await requestOf(jane), signerName: client, ...expiration });
    await world.decide("Approved");
    expect(Date.parse(certificateOf(await world.status(isDone)).validTo) - startMs).toBe(lifetimeMs);
  });

  it("no certificate outlives its authority, and an expired one signs nothing", async () => {
    world = start(authorityWith("P-256", startMs + hourMs));
    await world.create({ request: await requestOf(jane), signerName: client });
    await world.decide("Approved");
    expect(Date.parse(certificateOf(await world.status(isDone)).validTo)).toBe(startMs + hourMs);
    await world.end();
    world = start(authorityWith("P-256", startMs - 1000));
    await world.create({ request: await requestOf(jane), signerName: client });
    await world.decide("Approved");
    expect((await world.status())?.certificate).toBeUndefined();
  });

  it.each(refused)("%s refuses %j", async (signerName, spec, message) => {
    world = start();
    await world.create({ request: await requestOf(node), signerName, ...spec });
    await world.decide("Approved");
    const status = await world.status(isDone);
    expect(status?.certificate).toBeUndefined();
    expect(status?.conditions?.[1]).toMatchObject({
      type: "Failed",
      status: "True",
      reason: "SignerValidationFailure",
      message,
    });
  });

  it.each(accepted)("%s accepts %j", async (signerName, spec) => {
    world = start();
    await world.create({ request: await requestOf(node), signerName, ...spec });
    await world.decide("Approved");
    expect(certificateOf(await world.status(isDone)).subject).toBe("O=system:nodes\nCN=system:node:a");
  });

  it("leaves requests of other signers alone, and those of signers without an authority", async () => {
    world = start();
    await world.create({ request: await requestOf(jane), signerName: "example.com/other" });
    await world.decide("Approved");
    expect(await world.status()).not.toHaveProperty("certificate");
    await world.end();
    world = start(undefined as unknown as CertificateAuthority);
    await world.create({ request: await requestOf(jane), signerName: client });
    await world.decide("Denied");
    expect(await world.status()).not.toHaveProperty("certificate");
  });
});
