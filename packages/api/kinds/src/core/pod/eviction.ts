import {
  type DeleteOptions,
  isStoreError,
  type KubernetesObject,
  type Pod,
  type Stored,
  StoreError,
  type WriteOptions,
} from "@engenho/core";
import type { SubresourceContext } from "@engenho/registry";
import { type Budget, budgetKind, budgetsOf, outOfBudget, spendBudget } from "./disruption-budget.js";

const podKind = { apiVersion: "v1", kind: "Pod" } as const;

interface Eviction extends KubernetesObject {
  readonly deleteOptions?: Omit<DeleteOptions, "dryRun"> & { readonly dryRun?: readonly string[] };
}

/**
 * Deletes a pod unless a PodDisruptionBudget forbids it, which is TooManyRequests (upstream: EvictionREST). Pods that have
 * terminated, are not running yet or are being deleted are not protected. `body` is a policy/v1 Eviction with the pod's name;
 * returns it.
 */
export async function evictPod(
  context: SubresourceContext,
  body: KubernetesObject,
  options: WriteOptions,
): Promise<KubernetesObject> {
  await deleteWithinBudget(context, body as Eviction, options);
  return body;
}

async function deleteWithinBudget(
  context: SubresourceContext,
  { metadata, deleteOptions = {} }: Eviction,
  options: WriteOptions,
): Promise<unknown> {
  const reference = { ...podKind, namespace: metadata.namespace, name: metadata.name ?? "" };
  const dryRun = options.dryRun === true || deleteOptions.dryRun?.includes("All") === true;
  const asked: DeleteOptions = { ...deleteOptions, dryRun };
  const pod = (await context.get(reference)) as Stored<Pod>;
  if (isUnprotected(pod)) return context.delete(reference, asked);

  const budgets = await budgetsOf(context, pod);
  const [budget] = budgets;
  if (budget === undefined) return context.delete(reference, asked);
  if (budgets.length > 1) {
    const message = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
    throw new StoreError("InternalError", message);
  }
  if (isReady(pod) || !allowsUnready(budget)) {
    await spend(context, { budget, pod, dryRun });
    return context.delete(reference, asked);
  }
  return deleteUnready(context, { pod, budget, asked });
}

/** Takes one disruption from the budget, retrying on conflicts. */
async function spend(
  context: SubresourceContext,
  { budget, pod, dryRun }: { readonly budget: Stored<Budget>; readonly pod: Stored<Pod>; readonly dryRun: boolean },
): Promise<void> {
  const { namespace, name } = budget.metadata;
  const next = (current: Stored) =>
    spendBudget(current as Stored<Budget>, { podName: pod.metadata.name, nowMs: context.clock.now() });
  await context.replace({ ...budgetKind, namespace, name }, { subresource: "status", next }, { dryRun });
}

/** A pod that is not ready does not count against the budget, but it must be unchanged since that was decided. */
async function deleteUnready(
  context: SubresourceContext,
  { pod, budget, asked }: { readonly pod: Stored<Pod>; readonly budget: Stored<Budget>; readonly asked: DeleteOptions },
): Promise<unknown> {
  const { namespace, name, resourceVersion } = pod.metadata;
  const preconditions = { resourceVersion, ...asked.preconditions };
  try {
    return await context.delete({ ...podKind, namespace, name }, { ...asked, preconditions });
  } catch (error) {
    const isOwnPrecondition = asked.preconditions?.resourceVersion === undefined;
    if (!isOwnPrecondition || !isStoreError(error, "Conflict")) throw error;
    throw outOfBudget(`The disruption budget ${budget.metadata.name} is still being processed by the server.`, 10);
  }
}

function isUnprotected(pod: Stored<Pod>): boolean {
  const phase = pod.status?.phase;
  const endedOrPending = phase === "Succeeded" || phase === "Failed" || phase === "Pending";
  return endedOrPending || pod.metadata.deletionTimestamp !== undefined;
}

function isReady(pod: Stored<Pod>): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
}

function allowsUnready({ spec, status }: Stored<Budget>): boolean {
  if (spec?.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  const desired = status?.desiredHealthy ?? 0;
  return desired > 0 && (status?.currentHealthy ?? 0) >= desired;
}
