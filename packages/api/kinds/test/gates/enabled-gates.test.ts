import type { KubernetesObject, StatusCause, StoreError } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";

const pod = (name: string, spec: object): KubernetesObject =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: { containers: [{ name: "app", image: "example.com/app:v1" }], ...spec },
  }) as KubernetesObject;
const projected = (source: object) => ({ volumes: [{ name: "v", projected: { sources: [source] } }] });
const bundle = { clusterTrustBundle: { signerName: "example.com/ca", path: "ca.pem" } };
const certificate = { podCertificate: { signerName: "example.com/ca", keyType: "ED25519", credentialBundlePath: "c" } };

async function causesOf(written: Promise<unknown>): Promise<readonly unknown[]> {
  const error = (await written.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as StoreError | undefined;
  return (error?.details?.causes ?? []).map(({ field, message }: StatusCause) => [field, message] as const);
}

describe("fields behind feature gates", () => {
  const spec = { hostnameOverride: "web.example.com", ...projected(bundle) };

  it("are dropped by default, and each is kept by a store with its gate", async () => {
    const written = async (featureGates: readonly string[]) =>
      (await createMemoryStore({ featureGates }).create(pod("web", spec))) as unknown as {
        spec: { hostnameOverride?: string; volumes: readonly { projected: { sources: readonly object[] } }[] };
      };
    const plain = await written([]);
    expect(plain.spec.hostnameOverride).toBeUndefined();
    expect(plain.spec.volumes[0]?.projected.sources[0]).toEqual({});
    const one = await written(["HostnameOverride"]);
    expect(one.spec.hostnameOverride).toBe("web.example.com");
    expect(one.spec.volumes[0]?.projected.sources[0]).toEqual({});
    const other = await written(["ClusterTrustBundleProjection"]);
    expect(other.spec.hostnameOverride).toBeUndefined();
    expect(other.spec.volumes[0]?.projected.sources[0]).toEqual(bundle);
  });

  const store = createMemoryStore({
    featureGates: ["HostnameOverride", "ClusterTrustBundleProjection", "PodCertificateRequest"],
  });
  const source = "spec.volumes[0].projected.sources[0]";
  it.each([
    [
      { hostnameOverride: "web", hostNetwork: true },
      "spec.hostnameOverride",
      "Forbidden: may not be specified when hostNetwork is true",
    ],
    [{ hostnameOverride: "a".repeat(65) }, "spec.hostnameOverride", "Too long: may not be more than 64 bytes"],
    [
      projected({ clusterTrustBundle: { path: "ca.pem" } }),
      `${source}.clusterTrustBundle`,
      "Required value: either name or signerName must be specified",
    ],
    [
      projected({ clusterTrustBundle: { name: "b", path: "../ca.pem" } }),
      `${source}.clusterTrustBundle.path`,
      `Invalid value: "../ca.pem": must not contain '..'`,
    ],
    [
      projected({ podCertificate: { ...certificate.podCertificate, keyType: "DSA" } }),
      `${source}.podCertificate.keyType`,
      'Unsupported value: "DSA": supported values: "RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"',
    ],
    [
      projected({ podCertificate: { signerName: "example.com/ca", keyType: "ED25519" } }),
      `${source}.podCertificate`,
      "Required value: specify at least one of credentialBundlePath, keyPath, and certificateChainPath",
    ],
    [
      projected({ podCertificate: { ...certificate.podCertificate, maxExpirationSeconds: 60 } }),
      `${source}.podCertificate.maxExpirationSeconds`,
      "Invalid value: 60: if provided, maxExpirationSeconds must be >= 3600",
    ],
  ])("are validated when they are kept: %j", async (invalid, field, message) => {
    expect(await causesOf(store.create(pod("bad", invalid)))).toContainEqual([field, message]);
  });
});
