import {
  anyType,
  type CelType,
  type CostEstimator,
  type Estimate,
  type EstimatedNode,
  estimateKubernetesCall,
  mapType,
  quantityType,
  stringType,
  structType,
} from "@engenho/cel";

/** The limits of resource.k8s.io on what expressions see of a device. */
const longest = { value: 64, domain: 63, id: 32, driver: 63 } as const;
const maxEntries = 32;

/** The type of `device` in selectors of resource.k8s.io (dynamic-resource-allocation/cel/compile.go). */
export const deviceType: CelType = structType(
  "kubernetes.DRADevice",
  new Map<string, CelType>([
    ["driver", stringType],
    ["attributes", mapType(stringType, mapType(stringType, anyType))],
    ["capacity", mapType(stringType, mapType(stringType, quantityType))],
  ]),
);

/** The sizes of a value and of what is in it. */
interface Sized {
  readonly size: number;
  readonly fields?: ReadonlyMap<string, Sized>;
  readonly key?: Sized;
  readonly element?: Sized;
}

const attribute: Sized = { size: longest.value };
const mapOf = (element: Sized, keySize: number): Sized => ({ size: maxEntries, key: { size: keySize }, element });
const device: Sized = {
  size: 0,
  fields: new Map([
    ["driver", { size: longest.driver }],
    ["attributes", mapOf(mapOf(attribute, longest.id), longest.domain)],
    ["capacity", mapOf(mapOf({ size: 0 }, longest.id), longest.domain)],
  ]),
};

function estimateSize({ path }: EstimatedNode): Estimate | undefined {
  if (path === undefined || path[0] !== "device") return undefined;
  let found: Sized | undefined = device;
  for (const name of path.slice(1)) {
    found = childOf(found, name);
    if (found === undefined) return undefined;
  }
  return { min: 0, max: found.size };
}

/** Upstream uses the same size for an attribute's value under any name. */
function childOf(sized: Sized, name: string): Sized | undefined {
  if (name === "@items" || name === "@values") return sized.element;
  if (name === "@keys") return sized.key;
  return sized.fields?.get(name) ?? (sized.element === attribute ? attribute : undefined);
}

/** Estimates the costs of selectors of devices (upstream: sizeEstimator). */
export const deviceCosts: CostEstimator = {
  estimateSize,
  estimateCall: (call) => estimateKubernetesCall(call, estimateSize),
};
