import type { OwnerReference } from "@engenho/core";

/**
 * Drops identical duplicates of owner references, and warns as upstream does (AP-50). Returns the same list if there are none.
 */
export function withoutDuplicateOwners(
  owners: readonly OwnerReference[] | undefined,
  onWarning: (text: string) => void,
): readonly OwnerReference[] | undefined {
  if (owners === undefined || owners.length < 2) return owners;
  const kept: OwnerReference[] = [];
  const duplicates: string[] = [];
  const seen = new Set<string>();
  for (const owner of owners) {
    const fields = fieldsText(owner);
    if (seen.has(fields)) duplicates.push(owner.uid);
    else kept.push(owner);
    seen.add(fields);
  }
  if (duplicates.length === 0) return owners;
  onWarning(
    ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject " +
      `such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${duplicates.join(", ")}`,
  );
  return kept;
}

/** Equal strings for references with equal fields. */
function fieldsText({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): string {
  return JSON.stringify([apiVersion, kind, name, uid, controller, blockOwnerDeletion]);
}
