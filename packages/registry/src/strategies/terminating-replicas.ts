import type { KubernetesObject } from "@engenho/core";
import { type Sections, withoutFields, withStatus } from "./fields.js";

/**
 * Drops `status.terminatingReplicas` unless it is stored already: so does an API server of 1.34, where the feature gate
 * DeploymentReplicaSetTerminatingReplicas is off (AP-25).
 */
export function keepTerminatingReplicasOff(next: KubernetesObject, current: KubernetesObject): KubernetesObject {
  const status = (next as Sections).status as object | undefined;
  if (status === undefined) return next;
  const stored = (current as Sections).status as { readonly terminatingReplicas?: number } | undefined;
  if (stored?.terminatingReplicas !== undefined) return next;
  return withStatus(next, withoutFields(status, ["terminatingReplicas"]));
}
