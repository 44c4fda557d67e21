/** The priorities of a group version in discovery; higher ones come first. */
export interface ApiServicePriority {
  readonly group: number;
  readonly version: number;
}

/** Upstream: DefaultGenericAPIServicePriorities, and the list of pkg/controlplane. */
const groups: ReadonlyMap<string, number> = new Map([
  ["", 18_000],
  ["apps", 17_800],
  ["events.k8s.io", 17_750],
  ["authentication.k8s.io", 17_700],
  ["authorization.k8s.io", 17_600],
  ["autoscaling", 17_500],
  ["batch", 17_400],
  ["certificates.k8s.io", 17_300],
  ["networking.k8s.io", 17_200],
  ["policy", 17_100],
  ["rbac.authorization.k8s.io", 17_000],
  ["storage.k8s.io", 16_800],
  ["apiextensions.k8s.io", 16_700],
  ["admissionregistration.k8s.io", 16_700],
  ["scheduling.k8s.io", 16_600],
  ["coordination.k8s.io", 16_500],
  ["node.k8s.io", 16_300],
  ["discovery.k8s.io", 16_200],
  ["resource.k8s.io", 16_200],
  ["flowcontrol.apiserver.k8s.io", 16_100],
  ["internal.apiserver.k8s.io", 16_000],
  ["storagemigration.k8s.io", 15_800],
]);
/** Versions with another priority than {@link usualVersion}. */
const versions: ReadonlyMap<string, number> = new Map([
  ["v1.", 1],
  ["v2.autoscaling", 30],
  ["v1beta1.admissionregistration.k8s.io", 12],
  ["v1alpha1.admissionregistration.k8s.io", 9],
  ["v1beta1.certificates.k8s.io", 9],
  ["v1alpha1.certificates.k8s.io", 1],
  ["v1beta1.coordination.k8s.io", 13],
  ["v1alpha2.coordination.k8s.io", 12],
  ["v1.flowcontrol.apiserver.k8s.io", 21],
  ["v1alpha1.internal.apiserver.k8s.io", 9],
  ["v1beta1.networking.k8s.io", 9],
  ["v1.resource.k8s.io", 20],
  ["v1beta1.resource.k8s.io", 9],
  ["v1alpha3.resource.k8s.io", 1],
  ["v1beta1.storage.k8s.io", 9],
  ["v1alpha1.storage.k8s.io", 1],
  ["v1alpha1.storagemigration.k8s.io", 9],
]);
const usualVersion = 15;

/** The priority of group versions that CustomResourceDefinitions define. */
export const customPriority: ApiServicePriority = { group: 1000, version: 100 };

/** The priority of a group version of Kubernetes; undefined for others, which upstream does not register. */
export function builtInPriority({
  group,
  version,
}: {
  readonly group: string;
  readonly version: string;
}): ApiServicePriority | undefined {
  const ofGroup = groups.get(group);
  if (ofGroup === undefined) return undefined;
  return { group: ofGroup, version: versions.get(`${version}.${group}`) ?? usualVersion };
}
