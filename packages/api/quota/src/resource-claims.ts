import { type ExactQuantity, integerQuantity, type KubernetesObject, type ResourceTotals } from "@engenho/core";
import type { QuotaEvaluator } from "./evaluator.js";
import { one } from "./object-count.js";
import { addTo, raised } from "./resource-list.js";

const count = "count/resourceclaims.resource.k8s.io";
const perClass = ".deviceclass.resource.k8s.io/devices";
/** The most devices of a claim that asks for all of them (AllocationResultsMaxSize). */
const allDevices = 32;

interface DeviceRequest {
  readonly deviceClassName?: string;
  readonly allocationMode?: string;
  readonly count?: number;
}
interface DeviceRequests {
  readonly exactly?: DeviceRequest;
  readonly firstAvailable?: readonly DeviceRequest[];
}

/** ResourceClaims and the devices they ask for, by class (upstream: resource_claims.go). */
export const resourceClaims: QuotaEvaluator = {
  handles: ({ subresource }) => subresource === "",
  uses: (name) => name === count || name.endsWith(perClass),
  isInScope: () => false,
  missing: () => undefined,
  usage: usageOf,
};

function usageOf(object: KubernetesObject): ResourceTotals {
  const { spec } = object as {
    readonly spec?: { readonly devices?: { readonly requests?: readonly DeviceRequests[] } };
  };
  const usage = new Map<string, ExactQuantity>([[count, one]]);
  for (const { exactly, firstAvailable = [] } of spec?.devices?.requests ?? []) {
    const asked = firstAvailable.length > 0 ? firstAvailable : exactly === undefined ? [] : [exactly];
    // Of alternatives the largest counts, for each class.
    const most = asked.map(devicesOf).reduce(raised, new Map());
    for (const [name, devices] of most) addTo(usage, name, devices);
  }
  return usage;
}

function devicesOf({ deviceClassName = "", allocationMode, count: devices = 0 }: DeviceRequest): ResourceTotals {
  const asked = allocationMode === "All" ? allDevices : allocationMode === "ExactCount" ? devices : 0;
  return new Map([[`${deviceClassName}${perClass}`, integerQuantity(BigInt(asked))]]);
}
