import type { Causes } from "@engenho/machinery";
import { checkCounts } from "./counts.js";

interface ReplicaCounts {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
}

/**
 * Checks the counts in the status of a workload with replicas: none is negative, those of `parts` are at most `status.replicas`, and no
 * more replicas are available than ready, whose count messages call `ready`.
 */
export function checkReplicaStatus<T extends ReplicaCounts>(
  status: T,
  { causes, counts, parts, ready = "readyReplicas" }: ReplicaStatusRules<T>,
): void {
  checkCounts(status, "status", { causes, fields: counts });
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  for (const field of parts) {
    const count = Number(status[field] ?? 0);
    if (count > replicas) causes.invalid(`status.${field}`, count, "cannot be greater than status.replicas");
  }
  if (availableReplicas > readyReplicas) {
    causes.invalid("status.availableReplicas", availableReplicas, `cannot be greater than ${ready}`);
  }
}

interface ReplicaStatusRules<T> {
  readonly causes: Causes;
  readonly counts: readonly (keyof T & string)[];
  readonly parts: readonly (keyof T & string)[];
  /** Default `readyReplicas`. */
  readonly ready?: string;
}
