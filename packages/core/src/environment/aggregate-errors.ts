import { errorMessage } from "./error-message.js";

/**
 * Several failures as one error: undefined for none, a single failure as it is, else an AggregateError whose message is
 * `[first, second]` with each message once (apimachinery's utilerrors.NewAggregate).
 */
export function aggregateErrors(errors: readonly unknown[]): unknown {
  if (errors.length < 2) return errors[0];
  const messages = [...new Set(errors.map(errorMessage))];
  return new AggregateError(errors, messages.length === 1 ? messages[0] : `[${messages.join(", ")}]`);
}
