import { type CelResult, equalValues, fromJson, type Work } from "@engenho/cel";

/** Whether two values of JSON are the same, whatever a schema says of them. */
export function sameJson(left: unknown, right: unknown): boolean {
  return equalJson(left, right) === true;
}

/** The same as a part of an evaluation, whose work it counts: an error when that is more than may be. */
export function equalJson(left: unknown, right: unknown, work?: Work): CelResult {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return equalValues(fromJson(left), fromJson(right), work);
}
