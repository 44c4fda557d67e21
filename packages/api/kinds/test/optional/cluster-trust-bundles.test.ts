import type { KubernetesObject, Stored } from "@engenho/core";
import { optionalKinds } from "@engenho/kinds";
import { basicConstraints, encodePem } from "@engenho/x509";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { problemsOf, type Sent } from "../strategies/attempts.js";
import { certificate, spkiOf } from "./certificates.js";

const kinds = optionalKinds().map(({ definition }) => definition);
const { subtle } = globalThis.crypto;
const { publicKey: key } = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
const publicKey = await spkiOf(key);
const anchor = certificate({ publicKey });
const another = certificate({ publicKey, serialNumber: Uint8Array.of(2) });

const bundle = (spec: Sent = {}, name = "example.com:signer:one", version = "v1beta1") =>
  ({
    apiVersion: `certificates.k8s.io/${version}`,
    kind: "ClusterTrustBundle",
    metadata: { name },
    spec: { signerName: "example.com/signer", trustBundle: anchor, ...spec },
  }) as unknown as KubernetesObject;

const create = (object: KubernetesObject) => openRegistry({ kinds }).store.create(object);
const fault = (text: string) => [`spec.trustBundle: Invalid value: "<value omitted>": ${text}`];

describe("A ClusterTrustBundle", () => {
  it.each<[string, string, readonly string[]]>([
    ["one certificate of an authority", anchor, []],
    ["several, with text around them", `first\n${anchor}second\n${another}`, []],
    ["none", "nothing", fault("at least one trust anchor must be provided")],
    ["one twice", anchor + another + anchor, fault("duplicate trust anchor (indices [0 2])")],
    ["something else", encodePem("PUBLIC KEY", publicKey), fault("entry 0 has bad block type: PUBLIC KEY")],
    ["headers", anchor.replace("-----\n", "-----\nKey: value\n\n"), fault("entry 0 has PEM block headers")],
    [
      "what is no certificate, which leaves other faults of the whole unsaid",
      anchor + encodePem("CERTIFICATE", Uint8Array.of(1, 2, 3)) + anchor,
      fault("entry 1 does not parse as X.509"),
    ],
    [
      "two certificates in one block",
      encodePem("CERTIFICATE", Uint8Array.of(...der(anchor), ...der(another))),
      fault("entry 0 does not parse as X.509"),
    ],
    [
      "that of no authority",
      certificate({ publicKey, extensions: [basicConstraints(false)] }) + certificate({ publicKey, extensions: [] }),
      [...fault("entry 0 does not have the CA bit set"), ...fault("entry 1 does not have the CA bit set")],
    ],
    ["too much", "x".repeat(1024 * 1024 + 1), ["spec.trustBundle: Too long: may not be more than 1048576 bytes"]],
  ])("has trust anchors: %s", async (_, trustBundle, problems) => {
    expect(await problemsOf(() => create(bundle({ trustBundle })))).toEqual(problems);
  });

  it.each<[string, string, string, readonly string[]]>([
    ["starts with its signer", "example.com/signer", "example.com:signer:a", []],
    [
      "starts with its signer, and not with another one",
      "example.com/signer",
      "example.com:other:a",
      [
        'metadata.name: Invalid value: "example.com:other:a": ClusterTrustBundle for signerName example.com/signer must be named with prefix example.com:signer:',
      ],
    ],
    [
      "has no colon without a signer",
      "",
      "a:b",
      ['metadata.name: Invalid value: "a:b": ClusterTrustBundle without signer name must not have ":" in its name'],
    ],
    ["is a subdomain without a signer", "", "a.b", []],
    [
      "is a subdomain behind the signer",
      "example.com/signer",
      "example.com:signer:A",
      [
        "metadata.name: Invalid value: \"example.com:signer:A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    ],
  ])("has a name that %s", async (_, signerName, name, problems) => {
    expect(await problemsOf(() => create(bundle({ signerName }, name)))).toEqual(problems);
  });

  it("has a generated name behind its signer's", async () => {
    const generated = { ...bundle(), metadata: { generateName: "example.com:signer:a-" } } as KubernetesObject;
    expect((await create(generated)).metadata.name).toMatch(/^example\.com:signer:a-[a-z0-9]{5}$/);
  });

  it("keeps its signer, and its anchors are not parsed again if they do not change", async () => {
    const { store } = openRegistry({ kinds });
    const stored = await store.create(bundle());
    const change = (spec: Sent, labels = {}) => {
      const next = {
        ...stored,
        metadata: { ...stored.metadata, labels },
        spec: { ...((bundle() as Sent & KubernetesObject).spec as Sent), ...spec },
      };
      return problemsOf(() => store.update(next as unknown as Stored));
    };
    expect(await change({ signerName: "example.com/other" })).toEqual([
      'spec.signerName: Invalid value: "example.com/other": field is immutable',
    ]);
    expect(await change({ trustBundle: "nothing" })).toEqual(fault("at least one trust anchor must be provided"));
    expect(await change({}, { changed: "" })).toEqual([]);
  });

  it("is one object in both versions", async () => {
    const { store } = openRegistry({ kinds });
    await store.create(bundle({}, "example.com:signer:one", "v1alpha1"));
    for (const version of ["v1alpha1", "v1beta1"]) {
      const kind = { apiVersion: `certificates.k8s.io/${version}`, kind: "ClusterTrustBundle" };
      const { items } = await store.list(kind, {
        fieldSelector: [{ field: "spec.signerName", operator: "=", value: "example.com/signer" }],
      });
      expect(items).toMatchObject([{ apiVersion: kind.apiVersion, metadata: { name: "example.com:signer:one" } }]);
    }
  });
});

function der(pem: string): Uint8Array {
  const text = pem.replace(/-----.*-----/g, "").replace(/\n/g, "");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
