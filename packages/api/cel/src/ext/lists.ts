import type { Expression } from "../ast/expression.js";
import { listCreationCost, stringTraversalFactor } from "../cost/builtin-costs.js";
import { add, fixed, multiply, scale, unknown } from "../cost/ranges.js";
import type { CallMeter } from "../library/call-meter.js";
import { type CallEstimate, type Estimate, type EstimatedNode, unbounded } from "../library/estimates.js";
import type { Overload } from "../library/function.js";
import type { Library, LibraryCall } from "../library/library.js";
import { type Macro, MacroError } from "../library/macro.js";
import { expandMap } from "../macros/standard.js";
import { listOfA, memberOverload, overload, sharedFunction } from "../stdlib/declare.js";
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  stringType,
  timestampType,
  uintType,
} from "../types/cel-type.js";
import { noSuchOverload } from "../values/errors.js";
import { CelList } from "../values/list.js";
import { sizeOf } from "../values/size.js";
import type { CelValue } from "../values/value.js";
import { Work } from "../values/work.js";
import { distinct, flatten, rangeTo, reverse, slice, sort, sortByKeys } from "./list-functions.js";

const comparableTypes: readonly CelType[] = [
  intType,
  uintType,
  doubleType,
  boolType,
  durationType,
  timestampType,
  stringType,
  bytesType,
];
const listOfDyn = listType(dynType);
const listOfListOfA = listType(listOfA);

/** Additional list functions (cel-go, ext/lists.go, version 3). */
export const listsLibrary: Library = {
  name: "lists",
  macros: [sortByMacro()],
  functions: [
    { name: "slice", overloads: [memberOverload("list_slice", [listOfA, intType, intType], listOfA, slice)] },
    {
      name: "flatten",
      overloads: [
        counting(memberOverload("list_flatten", [listOfListOfA], listOfA)),
        counting(memberOverload("list_flatten_int", [listOfDyn, intType], listOfDyn)),
      ],
      // A list whose elements are no lists at run time is returned unchanged.
      implementation: (list: CelValue, ...[depthOrWork, work]: readonly [CelValue | Work, Work?]) => {
        const depth = depthOrWork instanceof Work ? 1n : depthOrWork;
        const counted = depthOrWork instanceof Work ? depthOrWork : work;
        if (!(list instanceof CelList) || typeof depth !== "bigint" || counted === undefined) return noSuchOverload;
        return flatten(list, depth, counted);
      },
    },
    sharedFunction(
      "sort",
      sort,
      comparableTypes.map((type) => ({
        ...memberOverload(`list_${type.name}_sort`, [listType(type)], listType(type)),
        work: workOfSorting,
      })),
    ),
    sharedFunction(
      "@sortByAssociatedKeys",
      sortByKeys,
      comparableTypes.map((type) => ({
        ...memberOverload(`list_${type.name}_sortByAssociatedKeys`, [listOfA, listType(type)], listOfA),
        work: workOfSorting,
      })),
    ),
    {
      name: "lists.range",
      overloads: [{ ...overload("lists_range", [intType], listType(intType), rangeTo), work: workOfRange }],
    },
    { name: "reverse", overloads: [memberOverload("list_reverse", [listOfA], listOfA, reverse)] },
    { name: "distinct", overloads: [counting(memberOverload("list_distinct", [listOfA], listOfA, distinct))] },
  ],
  callEstimates: new Map<string, (call: LibraryCall) => CallEstimate | undefined>([
    ["list_slice", estimateSlice],
    ["list_flatten", estimateFlatten],
    ["list_flatten_int", estimateFlatten],
    ["lists_range", ({ args: [count] }) => made(fixed(wholeOf(count, unbounded)), 1)],
    ["list_reverse", (call) => made(sizeIn(call, call.target), 1)],
    ["list_distinct", (call) => compared(sizeIn(call, call.target), 2)],
    ...comparableTypes.flatMap((type) => {
      const factor = type === stringType || type === bytesType ? 2 + stringTraversalFactor : 2;
      return [
        [`list_${type.name}_sort`, (call: LibraryCall) => compared(sizeIn(call, call.target), factor)] as const,
        [
          `list_${type.name}_sortByAssociatedKeys`,
          (call: LibraryCall) => compared(sizeIn(call, call.args[0]), factor),
        ] as const,
      ];
    }),
  ]),
  callMeters: new Map<string, CallMeter>([
    ["list_slice", ofResult],
    ["list_flatten", ofDepth],
    ["list_flatten_int", ofDepth],
    ["lists_range", ofResult],
    ["list_reverse", ofResult],
    ["list_distinct", ([list]) => ofComparing(list)],
    ...comparableTypes.flatMap((type) => [
      [`list_${type.name}_sort`, (([list]) => ofComparing(list)) as CallMeter] as const,
      [`list_${type.name}_sortByAssociatedKeys`, (([, keys]) => ofComparing(keys)) as CallMeter] as const,
    ]),
  ]),
};

function counting(declared: Overload): Overload {
  return { ...declared, countsWork: true };
}

/** The steps of creating and of comparing a number: see `work` of Overload. */
const stepsPerNumber = 50;
const stepsPerComparison = 50;

function workOfRange(count: CelValue | undefined): number {
  return typeof count === "bigint" ? Number(count) * stepsPerNumber : 0;
}

function workOfSorting(list: CelValue | undefined): number {
  return list instanceof CelList ? list.size * Math.log2(list.size + 1) * stepsPerComparison : 0;
}

function sizeIn({ estimator }: LibraryCall, node: EstimatedNode | undefined): Estimate {
  return node === undefined ? unknown : (node.computedSize ?? estimator.estimateSize(node) ?? unknown);
}

/** The cost of creating a list of a size. */
function made(size: Estimate, factor: number): CallEstimate {
  return { cost: add(add(scale(size, factor), fixed(1)), fixed(listCreationCost)), resultSize: size };
}

function compared(size: Estimate, factor: number): CallEstimate {
  return made(multiply(size, size), factor);
}

function wholeOf(node: EstimatedNode | undefined, otherwise: number): number {
  const literal = node?.expression?.kind === "literal" ? node.expression.value : undefined;
  return typeof literal === "bigint" && literal >= 0n ? Number(literal) : otherwise;
}

function estimateSlice(call: LibraryCall): CallEstimate | undefined {
  const { max } = sizeIn(call, call.target);
  const [start, end] = call.args;
  return made(fixed(Math.max(0, wholeOf(end, max) - wholeOf(start, 0))), 1);
}

function estimateFlatten(call: LibraryCall): CallEstimate | undefined {
  const depth = call.args.length === 1 ? wholeOf(call.args[0], unbounded) : 1;
  return made(sizeIn(call, call.target), depth);
}

function ofResult(...[, result]: Parameters<CallMeter>): number {
  return costOf(sizeOf(result), 1);
}

function ofDepth([list, depth]: readonly CelValue[]): number {
  return costOf(sizeOf(list ?? null), typeof depth === "bigint" ? Number(depth) : 1);
}

function ofComparing(list: CelValue | undefined): number | undefined {
  if (!(list instanceof CelList)) return undefined;
  const first = list.size === 0 ? null : list.at(0);
  const isText = typeof first === "string" || first instanceof Uint8Array;
  return costOf(list.size * list.size, isText ? 2 + stringTraversalFactor : 2);
}

function costOf(size: number, factor: number): number {
  return Math.floor(size * factor) + 1 + listCreationCost;
}

/** `list.sortBy(x, key)`: the list is bound to a name, its keys are mapped, and it is sorted by them. */
function sortByMacro(): Macro {
  const name = "@__sortBy_input__";
  return {
    name: "sortBy",
    member: true,
    argumentCount: 2,
    expand(call) {
      const { make } = call;
      const target = call.target as Expression;
      if (target.kind === "literal" || target.kind === "map" || target.kind === "struct") {
        const wanted = "sortBy can only be applied to a list, identifier, comprehension, call or select expression";
        return new MacroError(wanted, target.id);
      }
      const keys = expandMap({ ...call, target: make.identifier(name) });
      if (keys instanceof MacroError) return keys;
      return make.comprehension({
        range: make.list(),
        variable: "#unused",
        accumulator: name,
        init: target,
        condition: make.literal(false),
        step: make.identifier(name),
        result: make.memberCall("@sortByAssociatedKeys", make.identifier(name), keys),
      });
    },
  };
}
