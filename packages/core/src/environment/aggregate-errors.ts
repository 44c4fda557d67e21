import { errorMessage } from "./error-message.js";

/**
 * Combines several errors: undefined for none, a single one unchanged, otherwise an AggregateError with the message
 * `[first, second]`, with each distinct message once (apimachinery's utilerrors.NewAggregate).
 */
export function aggregateErrors(errors: readonly unknown[]): unknown {
  if (errors.length < 2) return errors[0];
  const messages = [...new Set(errors.map(errorMessage))];
  return new AggregateError(errors, messages.length === 1 ? messages[0] : `[${messages.join(", ")}]`);
}
