import { type CelResult, equalValues, fromJson, type Work } from "@engenho/cel";

/**
 * Whether two JSON values are equal within an evaluation, independent of a schema: as expressions compare them, and counting
 * the work. An error beyond the limit.
 */
export function equalJson(left: unknown, right: unknown, work?: Work): CelResult {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return equalValues(fromJson(left), fromJson(right), work);
}
