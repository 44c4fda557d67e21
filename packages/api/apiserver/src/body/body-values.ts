import type { StoreError } from "@engenho/core";
import { entityTooLarge } from "../status/refusals.js";

/**
 * How many values a body may have: fields, items, objects and lists. Real ones have one for each twenty bytes or more, so that
 * the largest that etcd would keep have 75,000 (decision 016).
 */
export const maximumValues = 100_000;

/** The refusal of a body that has more. */
export function tooManyValues(): StoreError {
  return entityTooLarge(`limit is ${maximumValues} values`);
}
