import {
  compileLabelSelector,
  definedFields,
  formatTime,
  type KubernetesObject,
  type LabelSelector,
  type Pod,
  type Stored,
  StoreError,
} from "@engenho/core";
import type { SubresourceContext } from "@engenho/registry";

/** policy/v1 PodDisruptionBudget. */
export const budgetKind = { apiVersion: "policy/v1", kind: "PodDisruptionBudget" } as const;

/** The fields of a PodDisruptionBudget that evictions use. */
export interface Budget extends KubernetesObject {
  readonly spec?: { readonly selector?: LabelSelector; readonly unhealthyPodEvictionPolicy?: string };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly disruptionsAllowed?: number;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
    readonly disruptedPods?: Readonly<Record<string, string>>;
  };
}

/** Evictions that the disruption controller has not observed yet; further ones are refused. */
const maximumDisruptedPods = 2000;

/** The budgets that select a pod. One with an absent or empty selector selects none. */
export async function budgetsOf(context: SubresourceContext, pod: Stored<Pod>): Promise<readonly Stored<Budget>[]> {
  const { items } = await context.list(budgetKind, { namespace: pod.metadata.namespace });
  return (items as readonly Stored<Budget>[]).filter((budget) => {
    const selector = compileLabelSelector(budget.spec?.selector);
    return !selector.selectsEverything && selector.matches(pod.metadata.labels);
  });
}

/** The budget with one disruption fewer. Throws StoreError `TooManyRequests` or `Forbidden` if it allows none. */
export function spendBudget(
  budget: Stored<Budget>,
  { podName, nowMs }: { readonly podName: string; readonly nowMs: number },
): KubernetesObject {
  const { name, generation = 0 } = budget.metadata;
  const { observedGeneration = 0, disruptionsAllowed = 0, disruptedPods = {}, ...status } = budget.status ?? {};
  if (observedGeneration < generation) {
    throw outOfBudget(`The disruption budget ${name} is still being processed by the server.`, 10);
  }
  if (disruptionsAllowed < 0) throw broken(name, "pdb disruptions allowed is negative");
  if (Object.keys(disruptedPods).length > maximumDisruptedPods) {
    throw broken(name, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
  }
  if (disruptionsAllowed === 0) {
    const { desiredHealthy = 0, currentHealthy = 0 } = status;
    const counts = `needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    throw outOfBudget(`The disruption budget ${name} ${counts}`, 0);
  }
  const disrupted = { ...disruptedPods, [podName]: formatTime(nowMs) };
  const spent: Budget["status"] = {
    ...status,
    observedGeneration,
    disruptionsAllowed: disruptionsAllowed - 1,
    disruptedPods: disrupted,
  };
  return { ...budget, status: spent } as KubernetesObject;
}

/** The error for a refused eviction. */
export function outOfBudget(message: string, retryAfterSeconds: number): StoreError {
  return new StoreError("TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", {
    details: definedFields({
      retryAfterSeconds: retryAfterSeconds > 0 ? retryAfterSeconds : undefined,
      causes: [{ reason: "DisruptionBudget", message }],
    }),
  });
}

function broken(name: string, reason: string): StoreError {
  return new StoreError("Forbidden", `poddisruptionbudget.policy "${name}" is forbidden: ${reason}`, {
    details: { name, group: "policy", kind: "poddisruptionbudget" },
  });
}
