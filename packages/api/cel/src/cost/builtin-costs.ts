import { sizeOf } from "../values/size.js";
import type { CelResult } from "../values/value.js";

/** The cost factors for traversing a string by its length, and for a regular expression by its own (cel-go, common/cost.go). */
export const stringTraversalFactor = 0.1;
export const regexLengthFactor = 0.25;
/** The cost of creating a list, a map or a struct. */
export const listCreationCost = 10;
export const mapCreationCost = 30;
export const structCreationCost = 40;

/** The cost of a call by its arguments. */
export type ArgumentCost = (args: readonly CelResult[]) => number;

const traversal = (size: number) => Math.ceil(size * stringTraversalFactor);
const size = (args: readonly CelResult[], index: number) => sizeOf(args[index] as CelResult);

const ofFirst: ArgumentCost = (args) => traversal(size(args, 0));
const ofShorter: ArgumentCost = (args) => traversal(Math.min(size(args, 0), size(args, 1)));
const ofBoth: ArgumentCost = (args) => traversal(size(args, 0) + size(args, 1));

/** Overloads whose calls do not cost 1 (cel-go, interpreter/runtimecost.go). */
const costs: ReadonlyMap<string, ArgumentCost> = new Map([
  ...[
    "starts_with_string",
    "ends_with_string",
    "string_to_bytes",
    "bytes_to_string",
    "strings_quote",
    "string_format",
  ].map((id) => [id, ofFirst] as const),
  ["in_list", (args) => size(args, 1)],
  ...["less", "greater", "less_equals", "greater_equals"].flatMap((name) => [
    [`${name}_string`, ofShorter] as const,
    [`${name}_bytes`, ofShorter] as const,
  ]),
  ["equals", ofShorter],
  ["not_equals", ofShorter],
  ["add_string", ofBoth],
  ["add_bytes", ofBoth],
  ["matches_string", (args) => traversal(1 + size(args, 0)) * Math.ceil(size(args, 1) * regexLengthFactor)],
  ["contains_string", (args) => traversal(size(args, 0)) * traversal(size(args, 1))],
]);

/** The cost of calls of an overload; undefined: 1. */
export function builtinCost(overload: string): ArgumentCost | undefined {
  return costs.get(overload);
}
