import { equalValues, fromJson } from "@engenho/cel";

/** Whether two values of JSON are the same, whatever a schema says of them. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return equalValues(fromJson(left), fromJson(right)) === true;
}
