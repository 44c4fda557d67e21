import {
  type Container,
  compareQuantities,
  containerTotals,
  formatQuantity,
  type PodSpec,
  parseQuantity,
} from "@engenho/core";

import type { Causes } from "@engenho/machinery";
import { checkClaimReferences } from "./resource-claims.js";
import {
  allowsOvercommit,
  checkResourceName,
  checkResourceRequirements,
  isHugePages,
} from "./resource-requirements.js";

/** Pod-level resources (the gate PodLevelResources, which is enabled). */
export type PodResources = NonNullable<Container["resources"]>;
type ResourceList = Readonly<Record<string, string>>;

const supported = ["cpu", "hugepages-", "memory"] as const;

/** The pod-level resources of a Pod; undefined if it has none. */
export function podResourcesOf(spec: PodSpec | undefined): PodResources | undefined {
  return (spec as { readonly resources?: PodResources } | undefined)?.resources;
}

/** Checks `spec.resources` (upstream: validatePodResources). */
export function checkPodResources(spec: PodSpec, path: string, causes: Causes): void {
  const resources = podResourcesOf(spec);
  if (resources === undefined) return;
  if (spec.os?.name === "windows") {
    causes.forbidden(path, "may not be set for a windows pod");
    return;
  }
  if (resources.claims !== undefined) {
    causes.forbidden(`${path}.claims`, "claims may not be set for Resources at pod-level");
  }
  checkResourceRequirements(resources, path, causes, checkPodResourceName);
  checkClaimReferences(resources.claims, `${path}.claims`, { causes, spec });
  checkAgainstContainers(spec, resources, { path, causes });
}

function checkPodResourceName(name: string, path: string, causes: Causes): void {
  if (checkResourceName(name, path, causes) && !isSupported(name)) causes.notSupported(path, name, supported);
}

function isSupported(name: string): boolean {
  return name === "cpu" || name === "memory" || isHugePages(name);
}

/** Checks that they cover the containers' (upstream: validatePodResourceConsistency). */
function checkAgainstContainers(
  spec: PodSpec,
  { requests, limits }: PodResources,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  for (const [name, total] of containerTotals(spec, "requests")) {
    const request = amountOf(requests, name);
    if (request === undefined || compareQuantities(total, request) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${formatQuantity(total)}`;
    causes.invalid(`${path}.requests[${name}]`, formatQuantity(request), detail);
  }
  for (const [name, total] of containerTotals(spec, "limits")) {
    const limit = isHugePages(name) ? amountOf(limits, name) : undefined;
    if (limit === undefined || compareQuantities(total, limit) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container limits of ${formatQuantity(total)}`;
    causes.invalid(`${path}.limits[${name}]`, formatQuantity(limit), detail);
  }
  for (const [index, container] of (spec.containers ?? []).entries()) {
    for (const [name, text] of Object.entries(container.resources?.limits ?? {})) {
      const limit = amountOf(limits, name);
      const own = parseQuantity(text);
      if (limit === undefined || compareQuantities(own, limit) <= 0) continue;
      const detail = `must be less than or equal to pod limits of ${formatQuantity(limit)}`;
      causes.invalid(`${path}.containers[${index}][${name}].limits`, formatQuantity(own), detail);
    }
  }
}

function amountOf(list: ResourceList | undefined, name: string) {
  const text = list !== undefined && Object.hasOwn(list, name) ? list[name] : undefined;
  return text === undefined ? undefined : parseQuantity(text);
}

/**
 * The defaults of pod-level resources, from the containers and from the Pod's limits (upstream: defaultHugePagePodLimits,
 * defaultPodRequests).
 */
export function defaultPodResources(spec: PodSpec): PodResources | undefined {
  const resources = podResourcesOf(spec);
  if (resources === undefined) return undefined;
  const limits = defaultLimits(spec, resources);
  const requests = defaultRequests(spec, { limits, requests: resources.requests ?? {} });
  const changed = limits !== resources.limits || requests !== resources.requests;
  return changed ? { ...resources, ...withEntries("limits", limits), ...withEntries("requests", requests) } : resources;
}

function withEntries(field: "limits" | "requests", list: ResourceList): Partial<PodResources> {
  return Object.keys(list).length === 0 ? {} : { [field]: list };
}

function defaultLimits(spec: PodSpec, { limits = {}, requests = {} }: PodResources): ResourceList {
  if (Object.keys(limits).length + Object.keys(requests).length === 0) return limits;
  const missing = [...containerTotals(spec, "limits")].filter(
    ([name]) => isHugePages(name) && !Object.hasOwn(requests, name) && !Object.hasOwn(limits, name),
  );
  return withMissing(
    limits,
    missing.map(([name, total]) => [name, formatQuantity(total)]),
  );
}

function defaultRequests(
  spec: PodSpec,
  { limits, requests }: { readonly limits: ResourceList; readonly requests: ResourceList },
): ResourceList {
  if (Object.keys(limits).length === 0) return requests;
  const totals = [...containerTotals(spec, "requests")].filter(([name]) => isSupported(name) && allowsOvercommit(name));
  const own = withMissing(
    requests,
    totals.map(([name, total]) => [name, formatQuantity(total)]),
  );
  return withMissing(
    own,
    Object.entries(limits).filter(([name]) => isSupported(name)),
  );
}

/** A list with missing entries added; the same list if there are none. */
function withMissing(list: ResourceList, entries: readonly (readonly [name: string, text: string])[]): ResourceList {
  const missing = entries.filter(([name]) => !Object.hasOwn(list, name));
  return missing.length === 0 ? list : { ...list, ...Object.fromEntries(missing) };
}
