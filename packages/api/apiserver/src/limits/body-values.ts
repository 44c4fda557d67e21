import type { StoreError } from "@engenho/core";
import { entityTooLarge } from "../status/refusals.js";

/**
 * How many values a body may have: fields, items, objects and lists. Real bodies have one for each twenty bytes or more, so the
 * largest object that etcd would store has 75,000 (decision 016).
 */
export const maximumValues = 100_000;

/** The error for a body with more values. */
export function tooManyValues(): StoreError {
  return entityTooLarge(`limit is ${maximumValues} values`);
}
