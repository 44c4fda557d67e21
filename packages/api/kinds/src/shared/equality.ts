import { type Equality, equalityOf, fieldEqualityOf, type SchemaCatalogue } from "@engenho/machinery";
import { schemas } from "../definition/schemas.js";

/** Semantic equality of values of a definition such as `io.k8s.api.core.v1.PodSpec`, or of a field below it. */
export function sameByMeaning(definition: string, ...path: readonly string[]): Equality {
  return equalityOf(() => schemas.reference(definition), ...path);
}

/** Like {@link sameByMeaning}, for any field of a definition, which may be in another catalogue than that of all stable kinds. */
export function sameFieldByMeaning(
  definition: string,
  catalogue: () => SchemaCatalogue = () => schemas,
): ReturnType<typeof fieldEqualityOf> {
  return fieldEqualityOf(() => catalogue().reference(definition));
}
