const admission = "admissionregistration.k8s.io";
const podUID = "6f1ed9b7-9f2d-4d3b-8d7b-0a4d1c9b3f10";

/**
 * Objects of the kinds that are served on request (`--runtime-config`), in the form of `samples`. Earlier versions of other kinds
 * have the sample of the later one.
 *
 * @param {string} ca the PEM of a certificate.
 */
export async function requestedSamplesOf(ca) {
  const [trustBundle] = ca.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n/);
  return [
    ["certificates.k8s.io/v1beta1", "clustertrustbundles", false, "ClusterTrustBundle", { spec: { trustBundle } }],
    [
      "certificates.k8s.io/v1alpha1",
      "podcertificaterequests",
      true,
      "PodCertificateRequest",
      { spec: await podCertificateSpec() },
    ],
    [`${admission}/v1beta1`, "mutatingadmissionpolicies", false, "MutatingAdmissionPolicy", { spec: policy }],
    [
      `${admission}/v1beta1`,
      "mutatingadmissionpolicybindings",
      false,
      "MutatingAdmissionPolicyBinding",
      { spec: { policyName: "a" } },
    ],
    [
      "coordination.k8s.io/v1beta1",
      "leasecandidates",
      true,
      "LeaseCandidate",
      {
        spec: {
          leaseName: "a",
          binaryVersion: "1.34.0",
          emulationVersion: "1.33.0",
          strategy: "OldestEmulationVersion",
        },
      },
    ],
    [
      "resource.k8s.io/v1alpha3",
      "devicetaintrules",
      false,
      "DeviceTaintRule",
      { spec: { deviceSelector: { driver: "d.e" }, taint: { key: "a", effect: "NoSchedule" } } },
    ],
    [
      "internal.apiserver.k8s.io/v1alpha1",
      "storageversions",
      false,
      "StorageVersion",
      {
        spec: {},
        status: {
          storageVersions: [
            { apiServerID: "a", encodingVersion: "v1", decodableVersions: ["v1"], servedVersions: ["v1"] },
          ],
        },
      },
    ],
    [
      "storagemigration.k8s.io/v1alpha1",
      "storageversionmigrations",
      false,
      "StorageVersionMigration",
      { spec: { resource: { group: "", version: "v1", resource: "configmaps" } } },
    ],
  ];
}

const policy = {
  matchConstraints: {
    resourceRules: [
      { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["configmaps", "pods"] },
    ],
  },
  variables: [{ name: "v", expression: "object.metadata.name" }],
  matchConditions: [{ name: "m", expression: "object.metadata.name != 'x'" }],
  mutations: [
    {
      patchType: "ApplyConfiguration",
      applyConfiguration: {
        expression: "Object{metadata: Object.metadata{labels: {'app': variables.v}}}",
      },
    },
    {
      patchType: "JSONPatch",
      jsonPatch: { expression: "[JSONPatch{op: 'add', path: '/metadata/annotations/p', value: 'q'}]" },
    },
  ],
  failurePolicy: "Ignore",
  reinvocationPolicy: "IfNeeded",
};

async function podCertificateSpec() {
  const { subtle } = globalThis.crypto;
  const keys = await subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const proof = await subtle.sign("Ed25519", keys.privateKey, new TextEncoder().encode(podUID));
  const base64 = (bytes) => Buffer.from(bytes).toString("base64");
  return {
    signerName: "fuzz.example/signer",
    podName: "a",
    podUID,
    serviceAccountName: "default",
    serviceAccountUID: podUID,
    nodeName: "n",
    nodeUID: podUID,
    pkixPublicKey: base64(await subtle.exportKey("spki", keys.publicKey)),
    proofOfPossession: base64(proof),
  };
}
