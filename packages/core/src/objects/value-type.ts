/**
 * The upstream type of a value, as far as {@link semanticallyEqual} needs it. Objects do not carry their types, so the
 * caller supplies the type: from a schema, or from a table of upstream's Go types.
 */
export type ValueType =
  | { readonly kind: "struct"; field(name: string): FieldOfStruct | undefined }
  /** A map whose keys are user data. */
  | { readonly kind: "map"; readonly values: ValueType }
  | { readonly kind: "list"; readonly items: ValueType }
  /** `quantity`, `time` and `microTime` are compared by value; any other name is compared exactly. */
  | { readonly kind: "scalar"; readonly scalar: string }
  /** Any JSON value, or a custom resource's schema (JSONSchemaPropsOrBool and the like): compared exactly at every level. */
  | { readonly kind: "any" | "schemaOr" };

/** A field of a struct. */
export interface FieldOfStruct {
  /** The type of the field's value. */
  readonly type: ValueType;
  /**
   * The upstream field is not a pointer, so its zero value (`""`, 0, false, a struct without any field set) is equal to its
   * absence. For a pointer field, `false` and `{}` differ from absence.
   */
  readonly byValue: boolean;
}
