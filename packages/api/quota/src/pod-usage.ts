import {
  type Container,
  containerTotals,
  type coreV1,
  type ExactQuantity,
  type PodSpec,
  parseResources,
  quantitySign,
  type ResourceTotals,
} from "@engenho/core";
import { one } from "./object-count.js";
import { addTo, raised } from "./resource-list.js";

type Field = "requests" | "limits";
type ContainerStatus = coreV1.ContainerStatus;

/** Whether a resource belongs to Kubernetes itself (IsNativeResource). */
export function isNative(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

/** The resources that a quota counts, of total requests and limits (podComputeUsageHelper). */
export function computeUsage(requests: ResourceTotals, limits: ResourceTotals): ResourceTotals {
  const usage = new Map<string, ExactQuantity>([["pods", one]]);
  for (const name of ["cpu", "memory", "ephemeral-storage"]) {
    const request = requests.get(name);
    if (request !== undefined) usage.set(name, request).set(`requests.${name}`, request);
    const limit = limits.get(name);
    if (limit !== undefined) usage.set(`limits.${name}`, limit);
  }
  for (const [name, request] of requests) {
    if (name.startsWith("hugepages-")) usage.set(name, request).set(`requests.${name}`, request);
    if (!isNative(name) && !name.startsWith("requests.")) usage.set(`requests.${name}`, request);
  }
  return usage;
}

/** Whether a Pod itself, not only its containers, has resources (IsPodLevelResourcesSet). */
export function hasOwnResources({ resources }: PodSpec): boolean {
  return [resources?.requests, resources?.limits].some((list) => Object.keys(list ?? {}).some(isPodLevel));
}

/**
 * What a Pod requests, or is limited to: its containers, with what a running one still has or was allocated if that is more;
 * its own resources in place of theirs; and its overhead (PodRequests and PodLimits with UseStatusResources).
 */
export function podTotals({ spec, status }: coreV1.Pod, field: Field): ResourceTotals {
  if (spec === undefined) return new Map();
  const statuses = new Map(
    [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].map((each) => [each.name, each]),
  );
  const isInfeasible = (status?.conditions ?? []).some(
    ({ type, reason }) => type === "PodResizePending" && reason === "Infeasible",
  );
  const amountsOf = (container: Container) => {
    const specified = parseResources(container.resources?.[field]);
    const running = statuses.get(container.name);
    return running?.resources === undefined ? specified : inForce(specified, running, { field, isInfeasible });
  };
  const totals = new Map(containerTotals(spec, field, amountsOf));
  for (const [name, quantity] of parseResources(spec.resources?.[field]))
    if (isPodLevel(name)) totals.set(name, quantity);
  for (const [name, quantity] of parseResources(spec.overhead)) {
    if (field === "requests" || isPositive(totals.get(name))) addTo(totals, name, quantity);
  }
  return totals;
}

/** What a running container counts with, while it is resized (determineContainerReqs, determineContainerLimits). */
function inForce(
  specified: ResourceTotals,
  { resources, allocatedResources }: ContainerStatus,
  { field, isInfeasible }: { readonly field: Field; readonly isInfeasible: boolean },
): ResourceTotals {
  const actual = parseResources(resources?.[field]);
  const given = field === "requests" ? raised(actual, parseResources(allocatedResources)) : actual;
  return isInfeasible ? given : raised(specified, given);
}

function isPodLevel(name: string): boolean {
  return name === "cpu" || name === "memory" || name.startsWith("hugepages-");
}

function isPositive(quantity: ExactQuantity | undefined): boolean {
  return quantity !== undefined && quantitySign(quantity) > 0;
}
