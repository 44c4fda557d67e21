import type { admissionregistrationV1, StoreErrorCode } from "@engenho/core";
import type { ExpressionResult, ExpressionResults } from "@engenho/expressions";
import { byteLength } from "@engenho/machinery";

/** The decision of a validation about a request (validating/policy_decision.go). */
export type Decision = (
  | {
      readonly type: "admit";
      /** The failure that the failure policy ignores. Default: the expression is true. */
      readonly ignored?: string;
    }
  | { readonly type: "deny"; readonly message: string; readonly reason: StoreErrorCode }
) & {
  /** How long the evaluation of its expression took, if that was measured. */
  readonly seconds?: number | undefined;
};

/** The maximum length of a message from an expression, in bytes. */
const longestMessageBytes = 5 * 1024;

type Validation = Partial<admissionregistrationV1.Validation>;

/** The decision for a failure, according to the failure policy. */
export function failureDecision(ignoresFailures: boolean, message: string, seconds?: number): Decision {
  return ignoresFailures
    ? { type: "admit", ignored: message, seconds }
    : { type: "deny", message, reason: "Invalid", seconds };
}

/** The decisions of a policy's validations (validating/validator.go: Validate). */
export function decide(
  validations: readonly Validation[],
  outcome: { readonly results: readonly (ExpressionResult | undefined)[]; readonly messages: ExpressionResults },
  ignoresFailures: boolean,
): readonly Decision[] {
  const { results, messages } = outcome;
  return results.map((result, index): Decision => {
    const validation = validations[index] ?? {};
    const seconds = result?.seconds;
    if (result?.type === "error") return failureDecision(ignoresFailures, result.message, seconds);
    if (messages.type === "stopped") {
      return failureDecision(ignoresFailures, `failed messageExpression: ${messages.message}`, seconds);
    }
    if (result?.value === true) return { type: "admit", seconds };
    const reason = (validation.reason ?? "Invalid") as StoreErrorCode;
    return { type: "deny", message: messageOf(validation, messages.results[index]), reason, seconds };
  });
}

function messageOf({ message = "", expression = "" }: Validation, made: ExpressionResult | undefined): string {
  const text = made?.type === "value" && typeof made.value === "string" ? made.value.trim() : "";
  if (text !== "" && byteLength(text) <= longestMessageBytes && !text.includes("\n")) return text;
  return message.trim() || `failed expression: ${expression.trim()}`;
}
