import {
  containerTotals,
  type coreV1,
  type ExactQuantity,
  formatQuantity,
  integerQuantity,
  type PodSpec,
  parseResources,
  type ResourceTotals,
  scaledValue,
} from "@engenho/core";

/** Requests and limits to compare with a LimitRange. */
interface Amounts {
  readonly requests: ResourceTotals;
  readonly limits: ResourceTotals;
}

type Bound = readonly [name: string, quantity: ExactQuantity];

/** The violations of a LimitRange by a Pod, with upstream's messages (PodValidateLimitFunc). */
export function findPodFaults(spec: PodSpec, range: coreV1.LimitRange): readonly string[] {
  const faults: string[] = [];
  for (const item of range.spec?.limits ?? []) {
    if (item.type === "Container") {
      for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
        const requests = parseResources(resources?.requests);
        faults.push(...faultsOf(item, { requests, limits: parseResources(resources?.limits) }));
      }
    } else if (item.type === "Pod") {
      faults.push(...faultsOf(item, { requests: podTotals(spec, "requests"), limits: podTotals(spec, "limits") }));
    }
  }
  return faults;
}

/** The violations of a LimitRange by a claim (PersistentVolumeClaimValidateLimitFunc): only its requests count. */
export function findClaimFaults({ spec }: coreV1.PersistentVolumeClaim, range: coreV1.LimitRange): readonly string[] {
  const requests = parseResources(spec?.resources?.requests);
  const amounts = { requests, limits: new Map() };
  return (range.spec?.limits ?? [])
    .filter(({ type }) => type === "PersistentVolumeClaim")
    .flatMap((item) => [
      ...parsed(item.min).map((bound) => minimumFault(item.type, bound, amounts)),
      ...parsed(item.max).map((bound) => maximumRequestFault(item.type, bound, requests)),
    ])
    .filter((fault) => fault !== undefined);
}

function faultsOf(item: coreV1.LimitRangeItem, amounts: Amounts): readonly string[] {
  return [
    ...parsed(item.min).map((bound) => minimumFault(item.type, bound, amounts)),
    ...parsed(item.max).map((bound) => maximumFault(item.type, bound, amounts)),
    ...parsed(item.maxLimitRequestRatio).map((bound) => ratioFault(item.type, bound, amounts)),
  ].filter((fault) => fault !== undefined);
}

function parsed(list: Readonly<Record<string, string>> | undefined): readonly Bound[] {
  return [...parseResources(list)];
}

/** The totals of a Pod; for CPU and memory, pod-level resources take precedence. */
function podTotals(spec: PodSpec, field: "requests" | "limits"): ResourceTotals {
  const totals = new Map(containerTotals(spec, field));
  for (const [name, quantity] of parseResources(spec.resources?.[field])) {
    if (name === "cpu" || name === "memory") totals.set(name, quantity);
  }
  return totals;
}

function minimumFault(type: string, [name, bound]: Bound, { requests, limits }: Amounts): string | undefined {
  const head = `minimum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (request === undefined) return `${head}.  No request is specified`;
  const [requested, limited, least] = comparable(request, limit, bound);
  if (requested < least) return `${head}, but request is ${formatQuantity(request)}`;
  return limit !== undefined && limited < least ? `${head}, but limit is ${formatQuantity(limit)}` : undefined;
}

function maximumFault(type: string, [name, bound]: Bound, { requests, limits }: Amounts): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (limit === undefined) return `${head}.  No limit is specified`;
  const [requested, limited, most] = comparable(request, limit, bound);
  if (limited > most) return `${head}, but limit is ${formatQuantity(limit)}`;
  return request !== undefined && requested > most ? `${head}, but request is ${formatQuantity(request)}` : undefined;
}

function maximumRequestFault(type: string, [name, bound]: Bound, requests: ResourceTotals): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const request = requests.get(name);
  if (request === undefined) return `${head}.  No request is specified`;
  const [requested, , most] = comparable(request, undefined, bound);
  return requested > most ? `${head}, but request is ${formatQuantity(request)}` : undefined;
}

function ratioFault(type: string, [name, bound]: Bound, { requests, limits }: Amounts): string | undefined {
  const head = `${name} max limit to request ratio per ${type} is ${formatQuantity(bound)}`;
  const [request, limit] = comparable(requests.get(name), limits.get(name), bound);
  if (request === 0n) return `${head}, but no request is specified or request is 0`;
  if (limit === 0n) return `${head}, but no limit is specified or limit is 0`;
  const ratio = Number(limit) / Number(request);
  const precise = scaledValue(bound, 0) <= largestMilli;
  const exceeds = precise ? ratio * 1000 > Number(scaledValue(bound, -3)) : ratio > Number(scaledValue(bound, 0));
  return exceeds ? `${head}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}

/** The largest value that can be compared in thousandths (resource.MaxMilliValue). */
const largestMilli = (2n ** 63n - 1n) / 1000n;
const nothing = integerQuantity(0n);

/** Quantities in thousandths, or whole numbers if one of them is too large for that; an absent one is 0. */
function comparable(
  request: ExactQuantity | undefined,
  limit: ExactQuantity | undefined,
  bound: ExactQuantity,
): readonly [request: bigint, limit: bigint, bound: bigint] {
  const all = [request ?? nothing, limit ?? nothing, bound];
  const scale = all.every((quantity) => scaledValue(quantity, 0) <= largestMilli) ? -3 : 0;
  const [first = 0n, second = 0n, third = 0n] = all.map((quantity) => scaledValue(quantity, scale));
  return [first, second, third];
}
