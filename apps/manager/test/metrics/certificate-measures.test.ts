import { X509Certificate } from "node:crypto";
import { type CertificateSigningRequest, type Store, silentLogger, type WatchEvent } from "@engenho/core";
import { expect, it } from "vitest";
import { createAuthority } from "../../src/certificates/authority.js";
import { certificateMeasures } from "../../src/metrics/certificate-measures.js";

const { certificate } = createAuthority(Date.UTC(2025, 0, 1));
const { validFrom, validTo } = new X509Certificate(certificate);
const seconds = (Date.parse(validTo) - Date.parse(validFrom)) / 1000;
const encoded = (text: string) => Buffer.from(text).toString("base64");

const request = (spec: object, issued?: string) => ({
  apiVersion: "certificates.k8s.io/v1",
  kind: "CertificateSigningRequest",
  metadata: { name: "jane" },
  spec: { request: "", signerName: "kubernetes.io/kubelet-serving", ...spec },
  ...(issued === undefined ? {} : { status: { certificate: encoded(issued) } }),
});

const update = (spec: object, { from, to }: { readonly from?: string; readonly to?: string }) =>
  ({ type: "MODIFIED", previous: request(spec, from), object: request(spec, to) }) as unknown;

/** Counts the events, and returns `requested/honored` by signer. */
async function counted(events: readonly unknown[]) {
  const { measures, follow } = certificateMeasures();
  async function* watch() {
    yield { type: "lagged", missed: 1 };
    yield { type: "events", events: events as WatchEvent<CertificateSigningRequest>[] };
  }
  follow({ watch } as unknown as Store, silentLogger);
  await new Promise(setImmediate);
  const samples = await Promise.all(measures.map((measure) => measure.read()));
  return samples.map((each) => Object.fromEntries(each.map(({ labels, value }) => [labels.signerName, value])));
}

it("count certificates that are issued for a requested duration, and those that are valid for about as long", async () => {
  const exactly = { expirationSeconds: seconds };
  const nearly = { expirationSeconds: Math.round(seconds * 0.96), signerName: "example.com/signer" };
  const shorter = { expirationSeconds: Math.round(seconds / 2) };
  expect(
    await counted([
      update(exactly, { to: certificate }),
      update(nearly, { to: certificate }),
      update(shorter, { to: certificate }),
      update(exactly, { to: "no certificate" }),
    ]),
  ).toEqual([
    { "kubernetes.io/kubelet-serving": 3, other: 1 },
    { "kubernetes.io/kubelet-serving": 1, other: 1 },
  ]);
});

it("do not count certificates twice, requests without a duration, and anything but their issue", async () => {
  const wanted = { expirationSeconds: seconds };
  expect(
    await counted([
      update({}, { to: certificate }),
      update(wanted, {}),
      update(wanted, { from: certificate, to: certificate }),
      { type: "ADDED", object: request(wanted, certificate) },
      { type: "DELETED", object: request(wanted, certificate), previous: request(wanted) },
    ]),
  ).toEqual([{}, {}]);
});
