import type { ValidationRule } from "@engenho/kinds";

/** A rule as upstream's messages show it: by the fields of its internal form, all of them. */
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
