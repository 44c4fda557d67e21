import { type CelResult, equalValues, fromJson, type Work } from "@engenho/cel";

/** Whether two JSON values are equal, independent of a schema. */
export function sameJson(left: unknown, right: unknown): boolean {
  return equalJson(left, right) === true;
}

/** The same within an evaluation, counting its work: an error beyond the limit. */
export function equalJson(left: unknown, right: unknown, work?: Work): CelResult {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return equalValues(fromJson(left), fromJson(right), work);
}
