import { type Deployment, resolveIntOrPercent } from "@engenho/core";
import { specReplicas } from "./replica-sets.js";

/** How far a rolling update may go beyond and below the wanted number of pods. */
export interface Fenceposts {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

type IntOrPercent = number | string | undefined;

/**
 * Turns percentages of `replicas` into pods: the surge rounded up, the unavailable ones rounded down; when both come to
 * nothing one pod may be unavailable, or nothing would ever move (deploymentutil.ResolveFenceposts; DEP-51). Throws
 * RangeError for a text that is no percentage.
 */
export function resolveFenceposts(maxSurge: IntOrPercent, maxUnavailable: IntOrPercent, replicas: number): Fenceposts {
  const surge = resolveIntOrPercent(maxSurge, replicas, true);
  const unavailable = resolveIntOrPercent(maxUnavailable, replicas, false);
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Whether pods are replaced a few at a time. */
export function isRollingUpdate(deployment: Deployment): boolean {
  return deployment.spec?.strategy?.type === "RollingUpdate";
}

/** Pods that may exist beyond `spec.replicas`; 0 for any other strategy than RollingUpdate (DEP-51). */
export function maxSurge(deployment: Deployment): number {
  return fencepostsOf(deployment).maxSurge;
}

/**
 * Pods that may be missing from `spec.replicas`, at most all of them; 0 for any other strategy than RollingUpdate and when
 * no pods are wanted (DEP-51).
 */
export function maxUnavailable(deployment: Deployment): number {
  return Math.min(fencepostsOf(deployment).maxUnavailable, specReplicas(deployment));
}

/** Fewest pods that must be available. */
export function minAvailable(deployment: Deployment): number {
  return specReplicas(deployment) - maxUnavailable(deployment);
}

/** No room either way for what cannot be read: an API server has refused it, so nobody is to act on it. */
function fencepostsOf(deployment: Deployment): Fenceposts {
  if (!isRollingUpdate(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const { maxSurge: surge, maxUnavailable: unavailable } = deployment.spec?.strategy?.rollingUpdate ?? {};
  try {
    return resolveFenceposts(surge, unavailable, specReplicas(deployment));
  } catch (error) {
    if (error instanceof RangeError) return { maxSurge: 0, maxUnavailable: 0 };
    throw error;
  }
}
