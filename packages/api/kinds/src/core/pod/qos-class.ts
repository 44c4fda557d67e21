import {
  addQuantities,
  compareQuantities,
  type ExactQuantity,
  type PodSpec,
  parseQuantity,
  quantitySign,
} from "@engenho/core";

import { podResourcesOf } from "../../pod-template/spec/pod-resources.js";

type ResourceList = Readonly<Record<string, string>>;
type Totals = Map<string, ExactQuantity>;

/** `status.qosClass`. */
export type QosClass = "Guaranteed" | "Burstable" | "BestEffort";

const computeResources = ["cpu", "memory"] as const;

/** The quality-of-service class of a Pod (AP-1), from the resources of its containers or of the Pod itself. */
export function qosClassOf(spec: PodSpec): QosClass {
  const podResources = podResourcesOf(spec);
  const sources =
    podResources === undefined
      ? [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((container) => container.resources)
      : [podResources];
  const requests: Totals = new Map();
  const limits: Totals = new Map();
  let guaranteed = true;
  for (const resources of sources) {
    addPositive(requests, resources?.requests);
    if (addPositive(limits, resources?.limits) < computeResources.length) guaranteed = false;
  }
  if (requests.size === 0 && limits.size === 0) return "BestEffort";
  const equal =
    requests.size === limits.size &&
    [...requests].every(([name, amount]) => {
      const limit = limits.get(name);
      return limit !== undefined && compareQuantities(amount, limit) === 0;
    });
  return guaranteed && equal ? "Guaranteed" : "Burstable";
}

/** Adds the positive compute resources, and returns their number. */
function addPositive(totals: Totals, list: ResourceList | undefined): number {
  let found = 0;
  for (const name of computeResources) {
    const text = list === undefined || !Object.hasOwn(list, name) ? undefined : list[name];
    if (text === undefined) continue;
    const amount = parseQuantity(text);
    if (quantitySign(amount) <= 0) continue;
    const before = totals.get(name);
    totals.set(name, before === undefined ? amount : addQuantities(before, amount));
    found++;
  }
  return found;
}
