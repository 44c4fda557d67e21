import { add, fixed, multiply, scale, union, unknown, zero } from "../cost/ranges.js";
import {
  type CallEstimate,
  type Estimate,
  type EstimatedCall,
  type EstimatedNode,
  unbounded,
} from "../library/estimates.js";
import { authorizationTypes } from "./authorizer.js";
import { formatType } from "./named-formats.js";
import { cidrType, ipType } from "./network.js";
import { quantityType } from "./quantity.js";
import { semverType } from "./semver.js";
import { urlType } from "./urls.js";

/** cel-go's common/cost.go. */
export const stringTraversal = 0.1;
export const regexLength = 0.25;
const listCreation = 10;
const structCreation = 40;
/** The cost of one authorizer check: an expression can afford two. */
export const authorizationCheck = 350_000;
/** The lengths of the longest named format, and of its longest pattern (pkg/cel/limits.go). */
const longestFormatName = 64;
const longestFormatPattern = 128;
const one: CallEstimate = { cost: fixed(1) };
/** The size in bytes of an IPv4 or IPv6 address. */
const addressBytes: Estimate = { min: 4, max: 16 };

/** The size of a node, if it is known. */
export type SizeOf = (node: EstimatedNode) => Estimate | undefined;

type Estimator = (call: EstimatedCall, sizeOf: (node: EstimatedNode) => Estimate) => CallEstimate | undefined;

/** The estimated cost of calls of Kubernetes' functions (library/cost.go: EstimateCallCost); undefined for all others. */
export function estimateKubernetesCall(call: EstimatedCall, knownSize: SizeOf): CallEstimate | undefined {
  const sizeOf = (node: EstimatedNode) => node.computedSize ?? knownSize(node) ?? unknown;
  return estimators.get(call.function)?.(call, sizeOf);
}

/** The cost of parsing a selector of this many characters into a list or string. */
export function selectorCost(length: Estimate): Estimate {
  const requirements = scale(length, 0.5);
  return add(
    add(fixed(listCreation), scale(length, stringTraversal)),
    scale(requirements, listCreation + structCreation),
  );
}

const nominal: Estimator = () => one;

/** Traverses the first argument once, or twice. */
const traversesArgument =
  (factor = stringTraversal): Estimator =>
  ({ args: [text] }, sizeOf) =>
    text && { cost: scale(sizeOf(text), factor) };

const url: Estimator = ({ args }, sizeOf) => {
  if (args.length !== 1) return undefined;
  const size = sizeOf(args[0] as EstimatedNode);
  return { cost: scale(size, stringTraversal), resultSize: size };
};

const changesText: Estimator = ({ target }, sizeOf) => {
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  return { cost: scale(size, stringTraversal), resultSize: size };
};

const traversesList: Estimator = ({ target }, sizeOf) => {
  if (target === undefined) return undefined;
  const element = elementOf(target);
  if (element === undefined) return { cost: scale(sizeOf(target), stringTraversal) };
  const isText = element.type.kind === "string" || element.type.kind === "bytes";
  const each = isText ? add(fixed(1), scale(sizeOf(element), stringTraversal)) : fixed(1);
  return { cost: multiply(sizeOf(target), each) };
};

const replace: Estimator = ({ target, args: [from, to] }, sizeOf) => {
  if (target === undefined || from === undefined || to === undefined) return undefined;
  const size = sizeOf(target);
  const [fromSize, toSize] = [sizeOf(from), sizeOf(to)];
  const longest = replacement(size.max, fromSize.min, toSize.max <= fromSize.min);
  const shortest = replacement(size.min, fromSize.max, fromSize.max <= toSize.min);
  const counts = { min: shortest.count, max: longest.count };
  const retained = { min: shortest.retained, max: longest.retained };
  return { cost: scale(size, 2 * stringTraversal), resultSize: add(multiply(counts, toSize), retained) };
};

/** How often `part` characters can be replaced in a string of `size`, and how many of its characters remain. */
function replacement(
  size: number,
  part: number,
  keepsSize: boolean,
): { readonly count: number; readonly retained: number } {
  // The replacement of an empty string is inserted around each character.
  if (part === 0) return { count: size < unbounded ? size + 1 : size, retained: size };
  if (keepsSize) return { count: 0, retained: size };
  return { count: Math.ceil(size / part), retained: 0 };
}

const split: Estimator = ({ target, args }, sizeOf) => {
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  const limit = args[1]?.expression;
  const literal = limit?.kind === "literal" && typeof limit.value === "bigint" ? limit.value : undefined;
  // A negative limit means none: Go converts it to the greatest number.
  const max = literal === undefined ? size.max : literal < 0n ? unbounded : Number(literal);
  return { cost: scale(size, 2 * stringTraversal), resultSize: { min: 0, max } };
};

const join: Estimator = ({ target, args: [separator] }, sizeOf) => {
  if (target === undefined) return undefined;
  const count = sizeOf(target);
  const element = elementOf(target);
  let size = element === undefined ? zero : multiply(count, sizeOf(element));
  if (separator !== undefined) {
    const between = { min: Math.max(count.min - 1, 0), max: Math.max(count.max - 1, 0) };
    size = add(size, multiply(sizeOf(separator), between));
  }
  return { cost: scale(size, stringTraversal), resultSize: size };
};

const find: Estimator = ({ target, args: [pattern] }, sizeOf) => {
  if (target === undefined || pattern === undefined) return undefined;
  const size = sizeOf(target);
  const cost = multiply(scale(add(size, fixed(1)), stringTraversal), scale(sizeOf(pattern), regexLength));
  return { cost, resultSize: { min: 0, max: size.max } };
};

const ip: Estimator = (call, sizeOf) => (call.overload === "cidr_ip" ? one : traversesArgument()(call, sizeOf));

/** Compares the bytes of two addresses, after parsing one if it is a string. */
const contains =
  (textOverload: string, more: Estimate): Estimator =>
  ({ overload, args: [other] }, sizeOf) => {
    if (other === undefined) return undefined;
    const cost = add(scale(add(addressBytes, addressBytes), stringTraversal), more);
    return { cost: overload === textOverload ? add(cost, scale(sizeOf(other), stringTraversal)) : cost };
  };

const validate: Estimator = ({ args: [text] }, sizeOf) =>
  text && { cost: scale(scale(sizeOf(text), stringTraversal), longestFormatPattern * regexLength) };

const comparedAtOnce = [ipType, cidrType, quantityType, semverType, ...authorizationTypes];

const equals: Estimator = ({ args }) => {
  const [left, right] = args;
  if (args.length !== 2 || left === undefined || right === undefined || !left.type.equals(right.type)) return undefined;
  if (comparedAtOnce.some((type) => type.equals(left.type))) return one;
  if (formatType.equals(left.type)) return { cost: scale({ min: 1, max: longestFormatName }, stringTraversal) };
  if (!urlType.equals(left.type)) return undefined;
  const { computedSize } = right;
  const size = computedSize === undefined ? fixed(1) : union(computedSize, computedSize);
  return { cost: scale({ min: 1, max: size.max }, stringTraversal) };
};

/** Functions of cost 1: accessors and comparisons of small values. */
export const nominalFunctions = [
  ...["serviceAccount", "path", "group", "resource", "subresource", "namespace", "name", "allowed", "reason"],
  ...["error", "errored", "masked", "prefixLength", "family", "isUnspecified", "isLoopback", "isLinkLocalMulticast"],
  ...["isLinkLocalUnicast", "isGlobalUnicast", "format.named", "sign", "asInteger", "isInteger", "asApproximateFloat"],
  ...["isGreaterThan", "isLessThan", "compareTo", "add", "sub", "major", "minor", "patch", "getScheme", "getHostname"],
  ...["getHost", "getPort", "getEscapedPath", "getQuery"],
] as const;

const selector: Estimator = ({ args }, sizeOf) =>
  args.length === 1 ? { cost: selectorCost(sizeOf(args[0] as EstimatedNode)) } : undefined;

function each(names: readonly string[], estimator: Estimator): readonly (readonly [string, Estimator])[] {
  return names.map((name) => [name, estimator]);
}

const estimators: ReadonlyMap<string, Estimator> = new Map([
  ...each(["check"], () => ({ cost: fixed(authorizationCheck) })),
  ...each(["fieldSelector", "labelSelector"], selector),
  ...each(nominalFunctions, nominal),
  ...each(["isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"], traversesList),
  ...each(["url", "jsonpatch.escapeKey"], url),
  ...each(["lowerAscii", "upperAscii", "substring", "trim"], changesText),
  ...each(["replace"], replace),
  ...each(["split"], split),
  ...each(["join"], join),
  ...each(["find", "findAll"], find),
  ...each(["cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver"], traversesArgument()),
  ...each(["ip"], ip),
  ...each(["ip.isCanonical"], traversesArgument(2 * stringTraversal)),
  ...each(["containsIP"], contains("cidr_contains_ip_string", zero)),
  ...each(["containsCIDR"], contains("cidr_contains_cidr_string", add(scale(addressBytes, stringTraversal), fixed(1)))),
  ...each(["validate"], validate),
  ...each(["_==_"], equals),
]);

/** The elements of a list, which may be a variable's. */
function elementOf({ type, path }: EstimatedNode): EstimatedNode | undefined {
  const [element] = type.parameters;
  if (element === undefined) return undefined;
  return { type: element, path: path && [...path, "@items"], expression: undefined, computedSize: undefined };
}
