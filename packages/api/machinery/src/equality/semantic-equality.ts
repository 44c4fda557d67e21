import { type FieldOfStruct, semanticallyEqual } from "@engenho/core";
import { typeOf } from "../decode/type-node.js";
import type { SchemaNode } from "../schema/schema-node.js";

/** Whether two values are semantically equal. */
export type Equality = (left: unknown, right: unknown) => boolean;

/**
 * Semantic equality (apiequality.Semantic.DeepEqual; CM-19) of values of a built-in type: those of a schema, or of a field
 * below it. `schemaOf` is called at the first comparison of two values that are not identical; that comparison throws Error if
 * the definition or field does not exist.
 */
export function equalityOf(schemaOf: () => SchemaNode, ...path: readonly string[]): Equality {
  let place: FieldOfStruct | undefined;
  return (left, right) => {
    if (left === right) return true;
    place ??= path.reduce(placeIn, rootOf(schemaOf()));
    return semanticallyEqual(place, left, right);
  };
}

/** Like {@link equalityOf}, for any field of a definition. */
export function fieldEqualityOf(schemaOf: () => SchemaNode): (field: string, left: unknown, right: unknown) => boolean {
  let root: FieldOfStruct | undefined;
  return (field, left, right) => {
    if (left === right) return true;
    root ??= rootOf(schemaOf());
    return semanticallyEqual(placeIn(root, field), left, right);
  };
}

function rootOf(schema: SchemaNode): FieldOfStruct {
  return { type: typeOf(schema), byValue: false };
}

function placeIn({ type }: FieldOfStruct, field: string): FieldOfStruct {
  const found = type.kind === "struct" ? type.field(field) : undefined;
  if (found === undefined) throw new Error(`there is no field ${field}`);
  return found;
}
