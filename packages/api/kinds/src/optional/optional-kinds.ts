import type { KindDefinition } from "@engenho/registry";
import type { BuiltInEntry } from "../definition/define-kind.js";
import { ipAddressEntry } from "../networking/ip-address/definition.js";
import { serviceCidrEntry } from "../networking/service-cidr/definition.js";
import { deviceClassEntry } from "../resource/device-class/definition.js";
import { resourceClaimEntry } from "../resource/resource-claim/definition.js";
import { resourceClaimStrategy } from "../resource/resource-claim/strategy.js";
import { resourceClaimTemplateEntry } from "../resource/resource-claim-template/definition.js";
import { resourceClaimTemplateStrategy } from "../resource/resource-claim-template/strategy.js";
import { resourceSliceEntry, sliceSelectors } from "../resource/resource-slice/definition.js";
import { volumeAttributesClassEntry } from "../storage/volume-attributes-class/definition.js";
import { mutatingAdmissionPolicy } from "./admissionregistration/mutating-admission-policy/definition.js";
import { mutatingAdmissionPolicyBinding } from "./admissionregistration/mutating-admission-policy-binding/definition.js";
import { storageVersion } from "./apiserverinternal/storage-version/definition.js";
import { clusterTrustBundle } from "./certificates/cluster-trust-bundle/definition.js";
import { podCertificateRequest } from "./certificates/pod-certificate-request/definition.js";
import { leaseCandidate } from "./coordination/lease-candidate/definition.js";
import { optionalKind, otherVersion } from "./other-version.js";
import { deviceTaintRule } from "./resource/device-taint-rule/definition.js";
import { claimConversion, claimTemplateConversion, sliceConversion } from "./resource/v1beta1/conversion.js";
import { claimWithDefaultCounts, templateWithDefaultCounts } from "./resource/v1beta1/default-counts.js";
import { storageVersionMigration } from "./storagemigration/storage-version-migration/definition.js";

/** A kind, in one version, that kube-apiserver 1.34 has and does not serve by default. */
export interface OptionalKind {
  /** The kind. One that is stored in another version needs that version's kind in the same store. */
  readonly definition: KindDefinition;
  /** The feature gate that has to be on as well, such as `ClusterTrustBundle`. Default: none. */
  readonly gate?: string;
}

/** The versions of resource.k8s.io before v1. */
function deviceKinds(): readonly KindDefinition[] {
  const claimsOfV1beta1 = {
    version: "v1beta1",
    conversion: claimConversion,
    strategy: () => ({ ...resourceClaimStrategy, applyDefaults: claimWithDefaultCounts }),
  };
  const templatesOfV1beta1 = {
    version: "v1beta1",
    conversion: claimTemplateConversion,
    strategy: () => ({ ...resourceClaimTemplateStrategy, applyDefaults: templateWithDefaultCounts }),
  };
  const slicesOfV1beta1 = { conversion: sliceConversion, fieldSelectors: sliceSelectors("v1beta1") };
  return [
    otherVersion(deviceClassEntry, { version: "v1beta2" }),
    otherVersion(resourceClaimEntry, { version: "v1beta2" }),
    otherVersion(resourceClaimTemplateEntry, { version: "v1beta2" }),
    otherVersion(resourceSliceEntry, { version: "v1beta2", fieldSelectors: sliceSelectors("v1beta2") }),
    otherVersion(deviceClassEntry, { version: "v1beta1" }),
    otherVersion(resourceClaimEntry, claimsOfV1beta1),
    otherVersion(resourceClaimTemplateEntry, templatesOfV1beta1),
    otherVersion(resourceSliceEntry, { version: "v1beta1", ...slicesOfV1beta1 }),
    optionalKind(deviceTaintRule),
  ];
}

/** Upstream's warning (k8s.io/apiserver, pkg/endpoints/deprecation) about a version that 1.34 deprecates. */
function deprecated(what: string, since: string, until: string, instead = ""): string {
  const replacement = instead === "" ? "" : `; use ${instead}`;
  return `${what} is deprecated in ${since}+, unavailable in ${until}+${replacement}`;
}

function attributesClass(version: string, since: string, until: string): KindDefinition {
  const [kind, group] = ["VolumeAttributesClass", "storage.k8s.io"];
  const warning = deprecated(`${group}/${version} ${kind}`, since, until, `${group}/v1 ${kind}`);
  return otherVersion(volumeAttributesClassEntry, { version, deprecationWarning: warning });
}

function networkingKind(entry: BuiltInEntry): KindDefinition {
  const [version, what] = ["v1beta1", `networking.k8s.io/v1beta1 ${entry.kind}`];
  return otherVersion(entry, { version, deprecationWarning: deprecated(what, "v1.34", "v1.37") });
}

/** All kinds that kube-apiserver 1.34 serves on request only, new ones at each call. */
export function optionalKinds(): readonly OptionalKind[] {
  const bundles = [
    optionalKind(clusterTrustBundle),
    otherVersion(clusterTrustBundle, {
      version: "v1alpha1",
      deprecationWarning: deprecated("certificates.k8s.io/v1alpha1 ClusterTrustBundle", "v1.34", "v1.37"),
    }),
  ];
  return [
    ...bundles.map((definition) => ({ definition, gate: "ClusterTrustBundle" })),
    { definition: optionalKind(podCertificateRequest), gate: "PodCertificateRequest" },
    { definition: optionalKind(storageVersionMigration), gate: "StorageVersionMigrator" },
    ...[
      optionalKind(mutatingAdmissionPolicy),
      optionalKind(mutatingAdmissionPolicyBinding),
      otherVersion(mutatingAdmissionPolicy, { version: "v1alpha1" }),
      otherVersion(mutatingAdmissionPolicyBinding, { version: "v1alpha1" }),
      optionalKind(leaseCandidate),
      otherVersion(leaseCandidate, { version: "v1alpha2" }),
      networkingKind(ipAddressEntry),
      networkingKind(serviceCidrEntry),
      ...deviceKinds(),
      attributesClass("v1beta1", "v1.34", "v1.37"),
      attributesClass("v1alpha1", "v1.32", "v1.35"),
      optionalKind(storageVersion),
    ].map((definition) => ({ definition })),
  ];
}
