/** One requirement of a field selector, such as `spec.nodeName=n1` or `status.phase!=Running`. */
export interface FieldRequirement {
  /** A path that the kind allows, such as `metadata.name`. */
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}
