import type { CallEstimate } from "../cost/estimates.js";
import { add, fixed, multiply, scale, unknown } from "../cost/ranges.js";
import type { CallMeter } from "../cost/runtime-cost.js";
import type { Library, LibraryCall } from "../environment/library.js";
import { listOfA, overload } from "../stdlib/declare.js";
import { boolType } from "../types/cel-type.js";
import { equalValues } from "../values/equality.js";
import { CelError } from "../values/error.js";
import type { CelList } from "../values/list.js";
import { sizeOf } from "../values/size.js";
import type { CelResult } from "../values/value.js";
import { workOfOne } from "../values/work.js";

/** What comparing all elements of two lists costs, once for each direction (cel-go, ext/sets.go). */
const directions = new Map([
  ["list_sets_contains_list", 1],
  ["list_sets_intersects_list", 1],
  ["list_sets_equivalent_list", 2],
]);

/** Lists as sets. */
export const setsLibrary: Library = {
  name: "sets",
  functions: [
    {
      name: "sets.contains",
      overloads: [overload("list_sets_contains_list", [listOfA, listOfA], boolType, contains)],
    },
    {
      name: "sets.equivalent",
      overloads: [
        overload(
          "list_sets_equivalent_list",
          [listOfA, listOfA],
          boolType,
          (left: CelList, right: CelList) => contains(left, right) && contains(right, left),
        ),
      ],
    },
    {
      name: "sets.intersects",
      overloads: [overload("list_sets_intersects_list", [listOfA, listOfA], boolType, intersects)],
    },
  ],
  callEstimates: new Map([...directions].map(([id, factor]) => [id, (call) => estimate(call, factor)])),
  callMeters: new Map([...directions].map(([id, factor]) => [id, meter(factor)])),
};

function contains(list: CelList, sublist: CelList): boolean {
  const work = workOfOne();
  return everyElement(sublist, (value) => isElement(value, list, work));
}

function intersects(left: CelList, right: CelList): boolean {
  const work = workOfOne();
  return !everyElement(left, (value) => !isElement(value, right, work));
}

function everyElement(list: CelList, holds: (value: CelResult) => boolean): boolean {
  for (let index = 0; index < list.size; index++) if (!holds(list.at(index))) return false;
  return true;
}

function isElement(value: CelResult, list: CelList, work: ReturnType<typeof workOfOne>): boolean {
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
