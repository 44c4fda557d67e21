import { groupOf, type KindReference } from "@engenho/core";

/** Kubernetes' own groups; CustomResourceDefinitions can have groups that end with `.k8s.io` as well. */
const ownGroups: ReadonlySet<string> = new Set([
  ...["", "apps", "autoscaling", "batch", "policy"],
  ...["admissionregistration", "apiregistration", "certificates", "coordination", "discovery", "events"].map(ofK8s),
  ...["networking", "node", "rbac.authorization", "scheduling", "storage"].map(ofK8s),
]);

function ofK8s(name: string): string {
  return `${name}.k8s.io`;
}

/**
 * Whether `null` is an absent field of this kind. Go writes empty fields without `omitempty` so: `ports` of EndpointSlices,
 * `rules` of ClusterRoles, `lastProbeTime` of Pods. In custom objects, and in kinds with JSON of users, it can be a value.
 */
export function hasNullsOfGo({ apiVersion, kind }: KindReference): boolean {
  return kind !== "ControllerRevision" && ownGroups.has(groupOf(apiVersion));
}

/** The JSON value without the members of objects that are `null`. What has none is not copied. */
export function withoutNulls(value: unknown): unknown {
  if (!hasNulls(value)) return value;
  if (Array.isArray(value)) return value.map(withoutNulls);
  const entries = Object.entries(value as object).filter(([, member]) => member !== null);
  // Keys of users' maps are data: `__proto__` too.
  return Object.fromEntries(entries.map(([key, member]) => [key, withoutNulls(member)]));
}

/** Without allocations: this runs for every object of every list and watch. */
function hasNulls(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasNulls);
  const members = value as Readonly<Record<string, unknown>>;
  for (const key in members) {
    const member = members[key];
    if (member === null || (typeof member === "object" && hasNulls(member))) return true;
  }
  return false;
}
