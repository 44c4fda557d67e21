/** The outcome of a validation that failed, or that denies a request, for metrics (validating/metrics/metrics.go). */
export interface PolicyCheck {
  /** The name of the policy. */
  readonly policy: string;
  /** The name of its binding. */
  readonly binding: string;
  /** What follows: `allow` if the failure policy ignores a failure, otherwise an action of the binding. */
  readonly action: "allow" | "deny" | "warn" | "audit";
  /** As upstream, a validation that is false is an `invalid_error`, too. */
  readonly error: "compile_error" | "invalid_error" | "out_of_budget";
  /** How long the evaluation of the validation took. */
  readonly seconds: number;
}

/** Receives checks. Must not throw. */
export type ObserveCheck = (check: PolicyCheck) => void;

/** The kind of error that a message tells of (validating/errors.go: ErrorType). */
export function errorTypeOf(message: string): PolicyCheck["error"] {
  if (message.startsWith("compilation")) return "compile_error";
  if (message.startsWith("validation failed due to running out of cost budget")) return "out_of_budget";
  return "invalid_error";
}
