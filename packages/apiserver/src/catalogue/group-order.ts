/** Groups in the order of their priority upstream: the first to have a resource of some name is who clients mean by it. */
const byPriority: readonly string[] = [
  "",
  "apps",
  "events.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "apiextensions.k8s.io",
  "scheduling.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
];

/** Sorts groups as discovery lists them: built-in ones by priority, then the rest by name. */
export function compareGroups(left: string, right: string): number {
  const leftPlace = byPriority.indexOf(left);
  const rightPlace = byPriority.indexOf(right);
  if (leftPlace !== rightPlace) {
    if (leftPlace < 0) return 1;
    return rightPlace < 0 ? -1 : leftPlace - rightPlace;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

const versionForm = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

/** Sorts versions most stable and newest first: v2, v1, v2beta1, v1alpha1, then the rest by name. */
export function compareVersions(left: string, right: string): number {
  const leftRank = rankOf(left);
  const rightRank = rankOf(right);
  if (leftRank === undefined || rightRank === undefined) {
    if (leftRank === rightRank) return left < right ? -1 : left > right ? 1 : 0;
    return leftRank === undefined ? 1 : -1;
  }
  for (let index = 0; index < 3; index++) {
    const difference = (rightRank[index] as number) - (leftRank[index] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rankOf(version: string): readonly number[] | undefined {
  const match = versionForm.exec(version);
  if (match === null) return undefined;
  const stability = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
  return [stability, Number(match[1]), Number(match[3] ?? 0)];
}
