import type { OwnerReference } from "@engenho/core";
import { deepEqual } from "./deep-equal.js";

/**
 * Drops owner references that stand there twice with every field alike, and warns as upstream does (AP-50). Returns the
 * same list when there are none.
 */
export function withoutDuplicateOwners(
  owners: readonly OwnerReference[] | undefined,
  onWarning: (text: string) => void,
): readonly OwnerReference[] | undefined {
  if (owners === undefined || owners.length < 2) return owners;
  const kept: OwnerReference[] = [];
  const duplicates: string[] = [];
  for (const owner of owners) {
    if (kept.some((earlier) => deepEqual(earlier, owner))) duplicates.push(owner.uid);
    else kept.push(owner);
  }
  if (duplicates.length === 0) return owners;
  onWarning(
    ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject " +
      `such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${duplicates.join(", ")}`,
  );
  return kept;
}
