import {
  compileLabelSelector,
  type DeleteOptions,
  type KubernetesObject,
  type LabelSelector,
  type Pod,
  type Stored,
  StoreError,
  type UpdateOptions,
} from "@engenho/core";
import { deleteObject } from "./delete.js";
import { getObject, listObjects } from "./read.js";
import type { RegistryContext } from "./registry-context.js";

const podKind = { apiVersion: "v1", kind: "Pod" } as const;
const budgetKind = { apiVersion: "policy/v1", kind: "PodDisruptionBudget" } as const;

interface Eviction extends KubernetesObject {
  readonly deleteOptions?: DeleteOptions;
}

interface Budget extends KubernetesObject {
  readonly spec?: { readonly selector?: LabelSelector };
  readonly status?: { readonly disruptionsAllowed?: number };
}

/**
 * Deletes a pod unless a PodDisruptionBudget forbids it: then TooManyRequests. Pods that have ended or do not run yet
 * are not protected. `body` is a policy/v1 Eviction with the pod's name. Answers with the pod.
 */
export async function evictPod(
  context: RegistryContext,
  body: KubernetesObject,
  options: UpdateOptions,
): Promise<Stored> {
  const { metadata, deleteOptions } = body as Eviction;
  const reference = { ...podKind, namespace: metadata.namespace, name: metadata.name ?? "" };
  const pod = (await getObject(context, reference, undefined)) as Stored<Pod>;
  if (isProtected(pod)) await checkBudgets(context, pod);
  const result = await deleteObject(context, reference, {
    ...deleteOptions,
    ...(options.dryRun === undefined ? {} : { dryRun: options.dryRun }),
  });
  return result.object;
}

function isProtected(pod: Stored<Pod>): boolean {
  const phase = pod.status?.phase;
  return (
    phase !== "Succeeded" && phase !== "Failed" && phase !== "Pending" && pod.metadata.deletionTimestamp === undefined
  );
}

async function checkBudgets(context: RegistryContext, pod: Stored<Pod>): Promise<void> {
  const { items } = await listObjects(context, budgetKind, { namespace: pod.metadata.namespace });
  const budgets = items.filter((item) =>
    compileLabelSelector((item as Stored<Budget>).spec?.selector).matches(pod.metadata.labels),
  ) as Stored<Budget>[];
  if (budgets.length > 1) {
    throw new StoreError(
      "InternalError",
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  }
  const [budget] = budgets;
  if (budget === undefined || (budget.status?.disruptionsAllowed ?? 0) > 0) return;
  throw new StoreError("TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", {
    details: {
      causes: [
        {
          reason: "DisruptionBudget",
          message: `The disruption budget ${budget.metadata.name} does not allow evicting pods currently`,
        },
      ],
    },
  });
}
