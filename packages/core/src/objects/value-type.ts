/**
 * What a value is upstream, as far as equality by meaning goes: see {@link semanticallyEqual}. Objects carry no types, so
 * whoever compares them brings the type along: from a schema, or from a table of upstream's Go types.
 */
export type ValueType =
  | { readonly kind: "struct"; field(name: string): FieldOfStruct | undefined }
  /** Its keys are data. */
  | { readonly kind: "map"; readonly values: ValueType }
  | { readonly kind: "list"; readonly items: ValueType }
  /** `quantity`, `time` and `microTime` have a meaning apart from their text; any other name says nothing here. */
  | { readonly kind: "scalar"; readonly scalar: string }
  /** Any JSON value, and a custom kind's schema or what may stand in its place: data all the way down. */
  | { readonly kind: "any" | "schemaOr" };

/** A field of a struct. */
export interface FieldOfStruct {
  readonly type: ValueType;
  /**
   * Upstream's field is no pointer, so that its zero value (`""`, 0, false, a struct of which no field is set) is the same
   * as its absence. Behind a pointer `false` and `{}` say something that absence does not.
   */
  readonly byValue: boolean;
}
