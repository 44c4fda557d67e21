import {
  type Container,
  type coreV1,
  type KubernetesObject,
  type PodSpec,
  parseQuantity,
  parseResources,
  parseTime,
  quantitySign,
  RecentMemo,
  type ResourceTotals,
} from "@engenho/core";
import { acceptsScope, type QuotaEvaluator, type ScopeRequirement } from "./evaluator.js";
import { one } from "./object-count.js";
import { computeUsage, hasOwnResources, isNative, podTotals } from "./pod-usage.js";
import { addTotals } from "./resource-list.js";

type Pod = coreV1.Pod;

const resources: ReadonlySet<string> = new Set([
  "count/pods",
  "cpu",
  "memory",
  "ephemeral-storage",
  "requests.cpu",
  "requests.memory",
  "requests.ephemeral-storage",
  "limits.cpu",
  "limits.memory",
  "limits.ephemeral-storage",
  "pods",
]);

/** A container has to specify these if a quota limits them. */
const mustBeSpecified: ReadonlySet<string> = new Set([
  "cpu",
  "memory",
  "requests.cpu",
  "requests.memory",
  "limits.cpu",
  "limits.memory",
]);

const counted = new Map([["count/pods", one]]);

/** Pods that share a spec share what they use, by reference: a count adds it up once. */
const usages = new RecentMemo<PodSpec, ResourceTotals>();

/** Pods and the resources of their containers (upstream: pkg/quota/v1/evaluator/core/pods.go). */
export const pods: QuotaEvaluator = {
  handles({ operation, subresource, object, oldObject }) {
    if (subresource === "resize") return operation === "UPDATE";
    if (subresource !== "") return false;
    return operation === "CREATE" || (oldObject !== undefined && isTerminating(oldObject) !== isTerminating(object));
  },
  uses: (name) =>
    resources.has(name) ||
    name.startsWith("hugepages-") ||
    name.startsWith("requests.hugepages-") ||
    (!isNative(name) && name.startsWith("requests.")),
  isInScope: (requirement, object) => isInScope(requirement, object as Pod),
  missing: (limited, object) => missingIn(limited, object as Pod),
  usage(object, nowMs) {
    const pod = object as Pod;
    if (!podCounts(pod, nowMs)) return counted;
    const { spec } = pod;
    if (spec === undefined || reportsResources(pod)) return usageOf(pod);
    let usage = usages.get(spec);
    if (usage === undefined) {
      usage = usageOf(pod);
      usages.set(spec, usage);
    }
    return usage;
  },
};

function usageOf(pod: Pod): ResourceTotals {
  return addTotals(counted, computeUsage(podTotals(pod, "requests"), podTotals(pod, "limits")));
}

/** Whether the usage of a Pod follows from more than its spec. */
function reportsResources({ status }: Pod): boolean {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return all.some(({ resources }) => resources !== undefined);
}

/** Whether a Pod has a deadline: the scope Terminating. */
export function isTerminating(object: KubernetesObject): boolean {
  return ((object as Pod).spec?.activeDeadlineSeconds ?? -1) >= 0;
}

/** Whether a Pod uses resources: it has not ended, and is not past the end of its deletion (QuotaV1Pod). */
export function podCounts({ status, metadata }: Pod, nowMs: number): boolean {
  if (status?.phase === "Failed" || status?.phase === "Succeeded") return false;
  const { deletionTimestamp, deletionGracePeriodSeconds: grace } = metadata;
  if (deletionTimestamp === undefined || grace === undefined) return true;
  return nowMs <= (parseTime(deletionTimestamp) ?? Number.POSITIVE_INFINITY) + grace * 1000;
}

function isInScope(requirement: ScopeRequirement, pod: Pod): boolean {
  switch (requirement.scopeName) {
    case "Terminating":
      return isTerminating(pod);
    case "NotTerminating":
      return !isTerminating(pod);
    case "BestEffort":
      return isBestEffort(pod);
    case "NotBestEffort":
      return !isBestEffort(pod);
    case "PriorityClass":
      return acceptsScope(requirement, pod.spec?.priorityClassName || undefined);
    case "CrossNamespacePodAffinity":
      return reachesOtherNamespaces(pod);
    default:
      return false;
  }
}

/** No container, and not the Pod itself, asks for processor time or memory (GetPodQOS). */
function isBestEffort({ spec, status }: Pod): boolean {
  if (status?.qosClass !== undefined) return status.qosClass === "BestEffort";
  const { containers = [], initContainers = [], resources: own } = spec ?? { containers: [] };
  const all = own === undefined ? [...containers, ...initContainers].map(({ resources }) => resources) : [own];
  return !all.some((given) => asksForCompute(given?.requests) || asksForCompute(given?.limits));
}

function asksForCompute(list: Readonly<Record<string, string>> = {}): boolean {
  return [list.cpu, list.memory].some((text) => text !== undefined && quantitySign(parseQuantity(text)) > 0);
}

function reachesOtherNamespaces({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  return [podAffinity, podAntiAffinity].some((affinity) =>
    [
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((weighted) => weighted.podAffinityTerm),
    ].some((term) => (term.namespaces ?? []).length > 0 || term.namespaceSelector !== undefined),
  );
}

/** What the containers do not specify, in upstream's words; nothing for a Pod that has resources itself. */
function missingIn(limited: readonly string[], { spec }: Pod): string | undefined {
  if (spec === undefined || hasOwnResources(spec)) return undefined;
  const needed = limited.filter((name) => mustBeSpecified.has(name)).sort();
  const of = (name: string) =>
    [...spec.containers, ...(spec.initContainers ?? [])]
      .filter((container) => !specified(container).has(name))
      .map((container) => container.name);
  const missing = needed
    .map((name) => [name, [...new Set(of(name))].sort()] as const)
    .filter(([, containers]) => containers.length > 0)
    .map(([name, containers]) => `${name} for: ${containers.join(",")}`);
  return missing.length === 0 ? undefined : `must specify ${missing.join("; ")}`;
}

function specified({ resources: given }: Container): ReadonlyMap<string, unknown> {
  return computeUsage(parseResources(given?.requests), parseResources(given?.limits));
}
