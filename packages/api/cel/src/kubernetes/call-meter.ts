import type { CallMeter, CallMeters } from "../library/call-meter.js";
import { unbounded } from "../library/estimates.js";
import { CelList } from "../values/list.js";
import { CelMap } from "../values/map.js";
import { sizeOf } from "../values/size.js";
import type { CelResult, CelValue } from "../values/value.js";
import { workOfOne } from "../values/work.js";
import { CelAuthorizer, CelDecision, CelGroupCheck, CelPathCheck, CelResourceCheck } from "./authorizer-values.js";
import { authorizationCheck, nominalFunctions, regexLength, selectorCost, stringTraversal } from "./call-estimates.js";
import { CelFormat } from "./named-formats.js";
import { CelCidr, CelIp } from "./network.js";
import { CelQuantity } from "./quantity.js";
import { CelSemver } from "./semver.js";
import { CelUrl } from "./urls.js";

type Meter = (overload: string) => CallMeter;

/** The run-time cost of calls of Kubernetes' functions (library/cost.go: CallCost); undefined for all others. */
export const kubernetesCallMeters: CallMeters = (name, overload) => meters.get(name)?.(overload);

const traversal = (value: CelResult | undefined, factor = stringTraversal) =>
  Math.ceil(value === undefined ? 0 : sizeOf(value) * factor);

const traverses =
  (factor = stringTraversal): CallMeter =>
  ([text]) =>
    traversal(text, factor);

const matching = (textSize: number, patternSize: number) =>
  Math.ceil((1 + textSize) * stringTraversal) * Math.ceil(patternSize * regexLength);

/** Compares the bytes of two addresses, after parsing one if it is a string. */
const contains =
  (textOverload: string, more: (size: number) => number): Meter =>
  (overload) =>
  ([cidr, other]) => {
    if (cidr === undefined || other === undefined) return undefined;
    const size = sizeOf(cidr);
    const cost = Math.ceil((size + size) * stringTraversal) + more(size);
    return overload === textOverload ? cost + traversal(other) : cost;
  };

/** Values that are compared at cost 1, whatever their size. */
const comparedAtOnce = [
  ...[CelQuantity, CelIp, CelCidr, CelFormat, CelUrl, CelSemver],
  ...[CelAuthorizer, CelPathCheck, CelGroupCheck, CelResourceCheck, CelDecision],
];

const one: CallMeter = () => 1;

function each(names: readonly string[], meter: CallMeter): readonly (readonly [string, Meter])[] {
  return names.map((name) => [name, () => meter]);
}

const meters: ReadonlyMap<string, Meter> = new Map([
  ...each(["check"], () => authorizationCheck),
  ...each(["fieldSelector", "labelSelector"], selector),
  ...each(nominalFunctions, one),
  ...each(["isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"], ([list]) =>
    list === undefined ? 0 : deepTraversal(list),
  ),
  ...each(["url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey"], traverses()),
  ...each(["cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver"], traverses()),
  ["ip", (overload: string) => (overload === "cidr_ip" ? one : traverses())] as const,
  ...each(["ip.isCanonical", "replace", "split"], traverses(2 * stringTraversal)),
  ...each(["join"], (_args, result) => traversal(result, 2 * stringTraversal)),
  ...each(["find", "findAll"], finding),
  ["containsIP", contains("cidr_contains_ip_string", () => 0)] as const,
  ["containsCIDR", contains("cidr_contains_cidr_string", (size) => Math.ceil(size * stringTraversal) + 1)] as const,
  ...each(["validate"], ([format, text]) =>
    format instanceof CelFormat && text !== undefined ? matching(sizeOf(text), format.regexSize) : undefined,
  ),
  ...each(["_==_"], ([value]) => (comparedAtOnce.some((type) => value instanceof type) ? 1 : undefined)),
]);

function selector(args: readonly CelValue[]): number | undefined {
  const [, text] = args;
  if (text === undefined) return undefined;
  const size = sizeOf(text);
  return selectorCost({ min: size, max: size }).max;
}

function finding([text, pattern]: readonly CelValue[]): number | undefined {
  return text === undefined || pattern === undefined ? undefined : matching(sizeOf(text), sizeOf(pattern));
}

/** The steps of visiting a value: see Work. */
const stepsPerValue = 50;

/**
 * The cost of traversing a value and everything in it. The same list may occur a thousand times in another: traversal that
 * takes too many steps costs more than any limit.
 */
function deepTraversal(value: CelResult, work = workOfOne()): number {
  if (!work.do(stepsPerValue)) return unbounded;
  if (typeof value === "string") return Math.floor(utf8Length(value) * stringTraversal);
  if (value instanceof Uint8Array) return Math.floor(value.length * stringTraversal);
  let cost = 0;
  if (value instanceof CelList) {
    for (let index = 0; index < value.size && cost < unbounded; index++) cost += deepTraversal(value.at(index), work);
    return cost;
  }
  if (!(value instanceof CelMap)) return 1;
  for (const key of value.keys()) {
    if (cost >= unbounded) return cost;
    cost += deepTraversal(key, work) + deepTraversal(value.find(key) ?? null, work);
  }
  return cost;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code <= 0xdfff ? 2 : 3;
  }
  return bytes;
}
