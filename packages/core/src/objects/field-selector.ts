/** One requirement of a field selector, such as `spec.nodeName=n1` or `status.phase!=Running`. */
export interface FieldRequirement {
  /** A path that the kind allows, such as `metadata.name`. */
  readonly field: string;
  /** Whether the field must equal the value or differ from it. */
  readonly operator: "=" | "!=";
  /** The value to compare with, as text; an absent field reads as `""`. */
  readonly value: string;
}
