import { add, fixed, multiply, scale, unknown } from "../cost/ranges.js";
import type { CallMeter } from "../library/call-meter.js";
import type { CallEstimate } from "../library/estimates.js";
import type { FunctionDeclaration } from "../library/function.js";
import type { Library, LibraryCall } from "../library/library.js";
import { listOfA, overload } from "../stdlib/declare.js";
import { boolType } from "../types/cel-type.js";
import { equalValues } from "../values/equality.js";
import { CelError } from "../values/error.js";
import { CelList } from "../values/list.js";
import { sizeOf } from "../values/size.js";
import type { CelResult, CelValue } from "../values/value.js";
import { limitExceeded, type Work } from "../values/work.js";

/** The cost of comparing all elements of two lists, once per direction (cel-go, ext/sets.go). */
const directions = new Map([
  ["list_sets_contains_list", 1],
  ["list_sets_intersects_list", 1],
  ["list_sets_equivalent_list", 2],
]);

/** Lists as sets. */
export const setsLibrary: Library = {
  name: "sets",
  functions: [
    comparing("contains", contains),
    comparing("equivalent", (left, right, work) => contains(left, right, work) && contains(right, left, work)),
    comparing("intersects", intersects),
  ],
  callEstimates: new Map([...directions].map(([id, factor]) => [id, (call) => estimate(call, factor)])),
  callMeters: new Map([...directions].map(([id, factor]) => [id, meter(factor)])),
};

function comparing(name: string, holds: (left: CelList, right: CelList, work: Work) => boolean): FunctionDeclaration {
  const implementation = (left: CelList, right: CelList, work: Work) => {
    const result = holds(left, right, work);
    return work.isExhausted ? limitExceeded : result;
  };
  const declared = overload(`list_sets_${name}_list`, [listOfA, listOfA], boolType, implementation);
  return { name: `sets.${name}`, overloads: [{ ...declared, countsWork: true, work: workOfPairs }] };
}

/** The steps of comparing all pairs. */
function workOfPairs(left: CelValue | undefined, right: CelValue | undefined): number {
  return left instanceof CelList && right instanceof CelList ? left.size * right.size * 10 : 0;
}

function contains(list: CelList, sublist: CelList, work: Work): boolean {
  return everyElement(sublist, (value) => isElement(value, list, work));
}

function intersects(left: CelList, right: CelList, work: Work): boolean {
  return !everyElement(left, (value) => !isElement(value, right, work));
}

function everyElement(list: CelList, holds: (value: CelResult) => boolean): boolean {
  for (let index = 0; index < list.size; index++) if (!holds(list.at(index))) return false;
  return true;
}

function isElement(value: CelResult, list: CelList, work: Work): boolean {
  if (value instanceof CelError) return false;
  return !everyElement(list, (element) => element instanceof CelError || equalValues(value, element, work) !== true);
}

function estimate({ args, estimator }: LibraryCall, factor: number): CallEstimate | undefined {
  const [left, right] = args.map((node) => node.computedSize ?? estimator.estimateSize(node) ?? unknown);
  if (left === undefined || right === undefined || args.length !== 2) return undefined;
  return { cost: add(scale(multiply(left, right), factor), fixed(1)) };
}

function meter(factor: number): CallMeter {
  return ([left, right]) => 1 + Math.floor(sizeOf(left ?? null) * sizeOf(right ?? null) * factor);
}
