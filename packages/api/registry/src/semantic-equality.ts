import { type FieldOfStruct, semanticallyEqual } from "@engenho/core";
import { definition } from "@engenho/kinds";
import { typeOf } from "./decode/type-node.js";

/** Whether two values are semantically equal. */
export type Equality = (left: unknown, right: unknown) => boolean;

/**
 * Semantic equality (apiequality.Semantic.DeepEqual; CM-19) for values of a built-in type: of a definition such as
 * `io.k8s.api.core.v1.PodSpec`, or of a field below one. The schema is looked up by the first comparison of two values that are
 * not identical, which throws Error if there is no such definition or field.
 */
export function equalityOf(definitionName: string, ...path: readonly string[]): Equality {
  let place: FieldOfStruct | undefined;
  return (left, right) => {
    if (left === right) return true;
    place ??= path.reduce((struct, field) => placeIn(struct, field, definitionName), rootOf(definitionName));
    return semanticallyEqual(place, left, right);
  };
}

/** As {@link equalityOf}, for any field of a definition. */
export function fieldEqualityOf(definitionName: string): (field: string, left: unknown, right: unknown) => boolean {
  let root: FieldOfStruct | undefined;
  return (field, left, right) => {
    if (left === right) return true;
    root ??= rootOf(definitionName);
    return semanticallyEqual(placeIn(root, field, definitionName), left, right);
  };
}

function rootOf(definitionName: string): FieldOfStruct {
  if (definition(definitionName) === undefined) throw new Error(`no schema ${definitionName}`);
  return { type: typeOf({ $ref: definitionName }), byValue: false };
}

function placeIn({ type }: FieldOfStruct, field: string, definitionName: string): FieldOfStruct {
  const found = type.kind === "struct" ? type.field(field) : undefined;
  if (found === undefined) throw new Error(`no field ${field} in ${definitionName}`);
  return found;
}
