import { boolType, type CelType, listType, nullType, stringType } from "@engenho/cel";
import { jsonPatchType, mutationObjectType } from "./mutation-types.js";

/** The types that the expressions of admission evaluate to. */
export interface ExpressionTypes {
  /** Conditions and validations. */
  readonly bool: CelType;
  /** Messages and values of audit annotations. */
  readonly string: CelType;
  /** An audit annotation that is left out. */
  readonly null: CelType;
  /** Apply configurations: `Object`. */
  readonly mutationObject: CelType;
  /** JSON patches: `list(JSONPatch)`. */
  readonly jsonPatches: CelType;
}

const types: ExpressionTypes = {
  bool: boolType,
  string: stringType,
  null: nullType,
  mutationObject: mutationObjectType,
  jsonPatches: listType(jsonPatchType),
};

/** The types that the expressions of admission evaluate to. */
export function expressionTypes(): ExpressionTypes {
  return types;
}
