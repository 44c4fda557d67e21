/** Groups in the order of their priority upstream: clients that give only a resource name mean the first group that has it. */
const byPriority: readonly string[] = [
  "",
  "apiregistration.k8s.io",
  "apps",
  "events.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "scheduling.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
  "discovery.k8s.io",
  "resource.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "storagemigration.k8s.io",
];

const places: ReadonlyMap<string, number> = new Map(byPriority.map((group, place) => [group, place]));

/** Sorts groups as discovery lists them: built-in ones by priority, then the rest by name. */
export function compareGroups(left: string, right: string): number {
  const leftPlace = places.get(left) ?? byPriority.length;
  const rightPlace = places.get(right) ?? byPriority.length;
  if (leftPlace !== rightPlace) return leftPlace - rightPlace;
  return left < right ? -1 : left > right ? 1 : 0;
}
