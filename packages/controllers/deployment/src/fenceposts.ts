import { type Deployment, resolveIntOrPercent } from "@engenho/core";
import { specReplicas } from "./replica-sets.js";

/** By how many pods a rolling update may exceed or fall below the desired number. */
export interface Fenceposts {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

type IntOrPercent = number | string | undefined;

/**
 * Resolves percentages of `replicas`: maxSurge is rounded up, maxUnavailable down; if both are 0, maxUnavailable becomes 1,
 * because otherwise the rollout could not proceed (deploymentutil.ResolveFenceposts; DEP-51). Throws RangeError for a string
 * that is not a percentage.
 */
export function resolveFenceposts(maxSurge: IntOrPercent, maxUnavailable: IntOrPercent, replicas: number): Fenceposts {
  const surge = resolveIntOrPercent(maxSurge, replicas, true);
  const unavailable = resolveIntOrPercent(maxUnavailable, replicas, false);
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Whether the strategy is RollingUpdate. */
export function isRollingUpdate(deployment: Deployment): boolean {
  return deployment.spec?.strategy?.type === "RollingUpdate";
}

/** How many pods may exist beyond `spec.replicas`; 0 unless the strategy is RollingUpdate (DEP-51). */
export function maxSurge(deployment: Deployment): number {
  return fencepostsOf(deployment).maxSurge;
}

/**
 * How many of `spec.replicas` may be unavailable, at most all of them; 0 unless the strategy is RollingUpdate, and with 0
 * replicas (DEP-51).
 */
export function maxUnavailable(deployment: Deployment): number {
  return Math.min(fencepostsOf(deployment).maxUnavailable, specReplicas(deployment));
}

/** The minimum number of available pods. */
export function minAvailable(deployment: Deployment): number {
  return specReplicas(deployment) - maxUnavailable(deployment);
}

/** Both 0 for invalid values: an API server has rejected them, so they must not take effect. */
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
