/** The values of a requirement: a list as it was sent, or a set of them. */
export interface RequiredValues {
  /** Whether the value is among them. */
  has(value: string): boolean;
}

/**
 * Whether a requirement accepts a value, or its absence: the operators `In`, `NotIn`, `Exists` and `DoesNotExist` of label selectors, of
 * selectors of nodes and of scopes of quotas (apimachinery labels.Requirement#Matches). Undefined for any other operator.
 */
export function acceptsValue(operator: string, values: RequiredValues, value: string | undefined): boolean | undefined {
  switch (operator) {
    case "In":
      return value !== undefined && values.has(value);
    case "NotIn":
      return value === undefined || !values.has(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return undefined;
  }
}
