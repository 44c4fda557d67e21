import type { ValidationRule } from "@engenho/machinery";

/** A rule as upstream's messages print it: with all fields of its internal type. */
export function internalRule(rule: ValidationRule): object {
  return {
    Rule: rule.rule ?? "",
    Message: rule.message ?? "",
    MessageExpression: rule.messageExpression ?? "",
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? "",
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  };
}
