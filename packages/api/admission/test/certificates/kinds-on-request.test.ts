import type { webcrypto } from "node:crypto";
import { isStoreError, type KubernetesObject, type Stored, StoreError, type User } from "@engenho/core";
import { optionalKinds } from "@engenho/kinds";
import type { Authorizer } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { NodeAuthorizer } from "../../../authorization/src/node/node-authorizer.js";
import { base64, certificate, spkiOf } from "../../../kinds/test/optional/certificates.js";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { nodeRestriction } from "../../src/node-restriction/node-restriction.js";

const { subtle } = globalThis.crypto;
const keys = (await subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
const publicKey = await spkiOf(keys.publicKey);

const kinds = optionalKinds().map(({ definition }) => definition);
const jane: User = { name: "jane", groups: ["system:authenticated"] };
const kubelet: User = { name: "system:node:node-1", groups: ["system:nodes"] };

/** A registry in which `allowed`, such as `attest example.com/one`, may be done to signers. */
function open(...allowed: readonly string[]) {
  const authorizer: Authorizer = {
    authorize({ verb, name }) {
      if (name === "fails.example.com/one") throw new StoreError("InternalError", "out of order");
      return { decision: allowed.includes(`${verb} ${name}`) ? "Allow" : "NoOpinion", reason: "" };
    },
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
  };
  return openRegistry({ authorizer, kinds, admission: [nodeRestriction] }).store;
}

async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "";
  } catch (error) {
    if (!isStoreError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

describe("ClusterTrustBundleAttest", () => {
  const bundle = (signerName = "example.com/one", version = "v1beta1") =>
    ({
      apiVersion: `certificates.k8s.io/${version}`,
      kind: "ClusterTrustBundle",
      metadata: { name: signerName === "" ? "one" : `${signerName.replace("/", ":")}:one` },
      spec: { signerName, trustBundle: certificate({ publicKey }) },
    }) as unknown as KubernetesObject;
  const forbidden = (name: string, signer: string) =>
    `Forbidden: clustertrustbundles.certificates.k8s.io "${name}" is forbidden: user not permitted to attest for signerName "${signer}"`;

  it.each<[string, readonly string[], string, string]>([
    ["may for the signer", ["attest example.com/one"], "example.com/one", ""],
    ["may for the signer's domain", ["attest example.com/*"], "example.com/one", ""],
    ["names no signer", [], "", ""],
    ["may sign", ["sign example.com/one"], "example.com/one", forbidden("example.com:one:one", "example.com/one")],
    ["may not", [], "example.com/one", forbidden("example.com:one:one", "example.com/one")],
    [
      "asks an authorizer that fails",
      [],
      "fails.example.com/one",
      forbidden("fails.example.com:one:one", "fails.example.com/one"),
    ],
  ])("of who %s", async (_, allowed, signerName, expected) => {
    for (const version of ["v1beta1", "v1alpha1"]) {
      expect(await refusal(open(...allowed).create(bundle(signerName, version), { user: jane }))).toBe(expected);
    }
  });

  it("checks updates but those of the garbage collector", async () => {
    const store = open();
    const stored = await store.create(bundle());
    const update = (metadata: object) =>
      refusal(store.update({ ...stored, metadata: { ...stored.metadata, ...metadata } } as Stored, { user: jane }));
    expect(await update({ labels: { a: "b" } })).toBe(forbidden("example.com:one:one", "example.com/one"));
    expect(await update({ finalizers: ["example.com/a"] })).toBe("");
  });
});

describe("PodCertificateRequests", () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "default" },
    spec: { nodeName: "node-1", serviceAccountName: "default", containers: [{ name: "c", image: "i" }] },
  } as unknown as KubernetesObject;

  async function setUp(...allowed: readonly string[]) {
    const store = open(...allowed);
    const create = async (object: KubernetesObject) => (await store.create(object)).metadata.uid;
    const nodeUID = await create({ apiVersion: "v1", kind: "Node", metadata: { name: "node-1" } });
    const account = { name: "default", namespace: "default" };
    const serviceAccountUID = await create({ apiVersion: "v1", kind: "ServiceAccount", metadata: account });
    const podUID = await create(pod);
    const proof = new Uint8Array(
      await subtle.sign({ name: "Ed25519" }, keys.privateKey, new TextEncoder().encode(podUID)),
    );
    const request = (spec: object = {}) =>
      ({
        apiVersion: "certificates.k8s.io/v1alpha1",
        kind: "PodCertificateRequest",
        metadata: { generateName: "web-", namespace: "default" },
        spec: {
          signerName: "example.com/one",
          podName: "web",
          podUID,
          serviceAccountName: "default",
          serviceAccountUID,
          nodeName: "node-1",
          nodeUID,
          maxExpirationSeconds: 3600,
          pkixPublicKey: base64(publicKey),
          proofOfPossession: base64(proof),
          ...spec,
        },
      }) as unknown as KubernetesObject;
    return { store, request, nodeUID, podUID, serviceAccountUID };
  }

  it("are signed by those who may sign for their signer: others get a 422, as upstream", async () => {
    const condition = {
      type: "Denied",
      status: "True",
      reason: "No",
      message: "",
      lastTransitionTime: "2025-01-01T00:00:00Z",
    };
    const sign = async (...allowed: readonly string[]) => {
      const { store, request } = await setUp(...allowed);
      const stored = await store.create(request());
      const status = { conditions: [condition] };
      return refusal(store.update({ ...stored, status } as Stored, { user: jane, subresource: "status" }));
    };
    expect(await sign("sign example.com/*")).toBe("");
    expect(await sign("approve example.com/one")).toMatch(
      /^Invalid: PodCertificateRequest\.certificates\.k8s\.io "web-\w+" is invalid: spec\.signerName: Forbidden: User "jane" is not permitted to "sign" for signer "example\.com\/one"$/,
    );
  });

  const forbidden = "Forbidden: podcertificaterequests.certificates.k8s.io is forbidden: ";

  it.each<[string, object, string | RegExp]>([
    ["what is so", {}, ""],
    [
      "another node",
      { nodeName: "node-2" },
      `${forbidden}PodCertificateRequest.Spec.NodeName="node-2", which is not the requesting node "node-1"`,
    ],
    [
      "an earlier node",
      { nodeUID: "x" },
      /^InternalError: PodCertificateRequest for pod "default\/web" names node UID "x", inconsistent with the running node \(".+"\)$/,
    ],
    [
      "an unknown pod",
      { podName: "gone" },
      'InternalError: while retrieving pod "default/gone" named in the PodCertificateRequest: pods "gone" not found',
    ],
    [
      "an earlier pod",
      { podUID: "x" },
      /^InternalError: PodCertificateRequest for pod "default\/web" contains pod UID \("x"\) which differs from running pod ".+"$/,
    ],
    [
      "another account",
      { serviceAccountName: "other" },
      `${forbidden}PodCertificateRequest for pod "default/web" contains serviceAccountName ("other") that differs from running pod ("default")`,
    ],
    [
      "an earlier account",
      { serviceAccountUID: "x" },
      /^InternalError: PodCertificateRequest for pod "default\/web" names service account UID "x", which differs from the running service account \(".+"\)$/,
    ],
  ])("a kubelet requests them for its pods: %s", async (_, spec, expected) => {
    const { store, request } = await setUp();
    const answer = await refusal(store.create(request(spec), { user: kubelet }));
    if (typeof expected === "string") expect(answer.replace(/ "web-\w*"/, "")).toBe(expected);
    else expect(answer).toMatch(expected);
  });

  it("a kubelet creates them, and reads those of its node; it does not know them where they are not served", async () => {
    const { store, request } = await setUp();
    const { metadata } = await store.create(request());
    const decide = async (verb: string, more: object = {}, of = store) => {
      const authorizer = new NodeAuthorizer();
      authorizer.attach(of);
      const target = { group: "certificates.k8s.io", version: "v1alpha1", resource: "podcertificaterequests" };
      const place = { subresource: "", namespace: "default", name: "", isResource: true, path: "" };
      const { decision, reason } = await authorizer.authorize({ user: kubelet, verb, ...target, ...place, ...more });
      return decision === "Allow" ? "Allow" : reason;
    };
    const onNode = { fieldSelector: [{ field: "spec.nodeName", operator: "=", value: "node-1" }] };
    expect(await decide("create")).toBe("Allow");
    expect(await decide("get", { name: metadata.name })).toBe("Allow");
    expect(await decide("get", { name: "gone" })).toBe("no relationship found between node 'node-1' and this object");
    expect(await decide("list", onNode)).toBe("Allow");
    expect(await decide("watch")).toBe("can only list/watch podcertificaterequests with nodeName field selector");
    expect(await decide("delete")).toBe("nodes may not delete podcertificaterequests");
    expect(await decide("update", { subresource: "status" })).toBe(
      "nodes may not access the status subresource of PodCertificateRequests",
    );
    expect(await decide("create", {}, openRegistry().store)).toBe("");
    const bundles = { resource: "clustertrustbundles" };
    expect(await decide("list", bundles)).toBe("Allow");
    expect(await decide("create", bundles)).toBe("");
    expect(await decide("list", bundles, openRegistry().store)).toBe("");
  });
});

describe("requests of resource.k8s.io/v1beta1, which has other fields than v1", () => {
  const claim = (version: string) => {
    const exact = { deviceClassName: "gpu", adminAccess: true };
    return {
      apiVersion: `resource.k8s.io/${version}`,
      kind: "ResourceClaim",
      metadata: { name: "one", namespace: "default" },
      spec: {
        devices: { requests: [version === "v1beta1" ? { name: "a", ...exact } : { name: "a", exactly: exact }] },
      },
    } as unknown as KubernetesObject;
  };

  it.each(["v1", "v1beta1", "v1beta2"])("do not get around the guard of administrative access: %s", async (version) => {
    const store = open();
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
    expect(await refusal(store.create(claim(version)))).toMatch(
      /^Invalid: .*spec\.devices\.requests\[0\]\.adminAccess: Forbidden: admin access to devices requires the/,
    );
  });

  it.each(["v1", "v1beta1", "v1beta2"])("count in quotas: %s", async (version) => {
    const store = open();
    const labels = { "resource.kubernetes.io/admin-access": "true" };
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default", labels } });
    const hard = { "gpu.deviceclass.resource.k8s.io/devices": "0" };
    const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q", namespace: "default" } };
    const stored = await store.create({ ...quota, spec: { hard } } as unknown as KubernetesObject);
    await store.update({ ...stored, status: { hard, used: hard } } as unknown as Stored, { subresource: "status" });
    expect(await refusal(store.create(claim(version)))).toMatch(
      /^Forbidden: .* exceeded quota: q, requested: gpu\.device/,
    );
  });
});
