import { type Equality, equalityOf, fieldEqualityOf } from "@engenho/machinery";
import { schemas } from "../definition/schemas.js";

/** Semantic equality of values of a definition such as `io.k8s.api.core.v1.PodSpec`, or of a field below it. */
export function sameByMeaning(definition: string, ...path: readonly string[]): Equality {
  return equalityOf(() => schemas.reference(definition), ...path);
}

/** Like {@link sameByMeaning}, for any field of a definition. */
export function sameFieldByMeaning(definition: string): ReturnType<typeof fieldEqualityOf> {
  return fieldEqualityOf(() => schemas.reference(definition));
}
