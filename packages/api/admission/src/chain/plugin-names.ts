/** The admission plugins of kube-apiserver 1.34 in the order in which they run (pkg/kubeapiserver/options/plugins.go). */
export const admissionPluginOrder = [
  "AlwaysAdmit",
  "NamespaceAutoProvision",
  "NamespaceLifecycle",
  "NamespaceExists",
  "LimitPodHardAntiAffinityTopology",
  "LimitRanger",
  "ServiceAccount",
  "NodeRestriction",
  "TaintNodesByCondition",
  "AlwaysPullImages",
  "ImagePolicyWebhook",
  "PodSecurity",
  "PodNodeSelector",
  "Priority",
  "DefaultTolerationSeconds",
  "PodTolerationRestriction",
  "EventRateLimit",
  "ExtendedResourceToleration",
  "DefaultStorageClass",
  "StorageObjectInUseProtection",
  "OwnerReferencesPermissionEnforcement",
  "PersistentVolumeClaimResize",
  "RuntimeClass",
  "CertificateApproval",
  "CertificateSigning",
  "ClusterTrustBundleAttest",
  "CertificateSubjectRestriction",
  "DefaultIngressClass",
  "DenyServiceExternalIPs",
  "PodTopologyLabels",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionWebhook",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionWebhook",
  "ResourceQuota",
  "AlwaysDeny",
] as const;

/** The name of an admission plugin of kube-apiserver. */
export type AdmissionPluginName = (typeof admissionPluginOrder)[number];

const offByDefault: ReadonlySet<string> = new Set<AdmissionPluginName>([
  "AlwaysAdmit",
  "NamespaceAutoProvision",
  "NamespaceExists",
  "LimitPodHardAntiAffinityTopology",
  "NodeRestriction",
  "AlwaysPullImages",
  "ImagePolicyWebhook",
  "PodNodeSelector",
  "PodTolerationRestriction",
  "EventRateLimit",
  "ExtendedResourceToleration",
  "OwnerReferencesPermissionEnforcement",
  "DenyServiceExternalIPs",
  "AlwaysDeny",
]);

/** The plugins that kube-apiserver enables by default, in order. */
export const defaultAdmissionPlugins: readonly AdmissionPluginName[] = admissionPluginOrder.filter(
  (name) => !offByDefault.has(name),
);

const places: ReadonlyMap<string, number> = new Map(admissionPluginOrder.map((name, place) => [name, place]));

/** The place of a plugin in {@link admissionPluginOrder}; undefined for a name that kube-apiserver does not know. */
export function placeOf(name: string): number | undefined {
  return places.get(name);
}
