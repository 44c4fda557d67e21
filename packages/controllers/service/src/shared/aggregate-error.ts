/**
 * Several failures as one. Its message is upstream's: the only one, or `[first, second]` with each text once. A single
 * error is returned as it is.
 */
export function aggregate(errors: readonly Error[]): Error | undefined {
  const [first, second] = errors;
  if (second === undefined) return first;
  const messages = [...new Set(errors.map(({ message }) => message))];
  return new AggregateError(errors, messages.length === 1 ? messages[0] : `[${messages.join(", ")}]`);
}
